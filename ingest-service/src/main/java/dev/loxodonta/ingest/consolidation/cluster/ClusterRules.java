package dev.loxodonta.ingest.consolidation.cluster;

import java.time.Duration;

/**
 * When events belong together.
 *
 * @param maxGap how far apart in time two linked events may be
 * @param minSimilarity how similar they must be: cosine, 0 to 1
 * @param minSize how many events a cluster must have, at least 2
 */
public record ClusterRules(Duration maxGap, double minSimilarity, int minSize) {}
