package dev.loxodonta.search.recall;

import java.time.Duration;

/**
 * What an effort finds and costs.
 *
 * @param efSearch {@code hnsw.ef_search}
 * @param recall the share of the true best that was found, 0 to 1
 * @param shardTime how long PostgreSQL took, on average
 */
public record RecallPoint(int efSearch, double recall, Duration shardTime) {}
