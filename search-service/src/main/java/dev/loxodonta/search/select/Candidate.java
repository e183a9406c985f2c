package dev.loxodonta.search.select;

import dev.loxodonta.search.rank.Features;
import dev.loxodonta.type.v1.Memory;
import java.util.Optional;

/**
 * A candidate of a hybrid search.
 *
 * @param features what its score is made of
 * @param recentRank its place in the list of the newest, from 1; 0 when it is not in it
 * @param memory the memory, where the statement brought it along
 */
public record Candidate(Features features, int recentRank, Optional<Memory> memory) {}
