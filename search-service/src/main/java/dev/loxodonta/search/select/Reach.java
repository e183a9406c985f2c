package dev.loxodonta.search.select;

import java.util.List;

/**
 * What a statement looked at, where it sends the best of it only.
 *
 * @param near how many of the nearest
 * @param worstSimilarity the least similarity of these
 * @param bestText the highest ts_rank of all
 * @param newer how many of the nearest are so new that a memory of their age could be among the
 *     best although it is not among the nearest
 * @param recent how many memories that recency lifted
 * @param leastWorth the least weighted sum of similarity and recency of these
 * @param worstByAge for each graph of newer memories the least similarity of its list; infinity
 *     where the list is short
 */
public record Reach(
    int near,
    double worstSimilarity,
    double bestText,
    int newer,
    int recent,
    double leastWorth,
    List<Double> worstByAge) {}
