package dev.loxodonta.search.select;

import dev.loxodonta.search.rank.Features;
import dev.loxodonta.type.v1.Memory;
import java.util.Optional;

/**
 * A candidate of a hybrid search.
 *
 * @param features what its score is made of
 * @param recentRank its place in the list of the newest, or of those that recency lifts, from 1; 0
 *     when it is not in it
 * @param newestDays the age in days of the project's newest memory; 0 where that was not asked for
 * @param memory the memory, where the statement brought it along
 * @param reach what was looked at, the same for all; absent where all of it was sent
 */
public record Candidate(
    Features features,
    int recentRank,
    double newestDays,
    Optional<Memory> memory,
    Optional<Reach> reach) {}
