package dev.loxodonta.search.scatter;

import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.query.SearchQuery;

/**
 * How many of the k best each of several projects is asked for first. Where it does not matter for
 * a memory which project it is in, the k best fall among P projects as about k/P each, with a
 * standard deviation of √(k/P) (Poisson); three of these and one more are passed by one project in
 * several hundred. A project that does hold so many of the best is asked again for all k. Pure.
 */
final class FirstShare {

  private static final int DEVIATIONS = 3;
  private static final double LEAST_EFFORT = 0.5;

  private FirstShare() {}

  /**
   * Returns the query that each project is asked first; the same one where asking for less spares
   * nothing, as by words, whose cost is not that of the hits.
   *
   * @param projects how many are searched, from 1
   */
  static SearchQuery of(SearchQuery query, int projects) {
    int share = share(query.k(), projects);
    return query.mode() == Mode.SEMANTIC && share < query.k()
        ? query.forShare(share, Math.max(LEAST_EFFORT, (double) share / query.k()))
        : query;
  }

  static int share(int k, int projects) {
    double mean = (double) k / projects;
    return Math.min(k, (int) Math.ceil(mean + DEVIATIONS * Math.sqrt(mean) + 1));
  }
}
