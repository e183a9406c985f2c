package dev.loxodonta.search.query;

import java.time.Duration;
import java.util.Optional;

/**
 * What an outside model puts into order.
 *
 * @param model the re-ranker's name in the settings; not yet compared with them
 * @param firstN how many of the best, 1 to 500
 * @param deadline how long it may take, 1 ms to 10 s; absent means as long as the settings say
 * @param text the question that the model reads
 */
public record Rerank(String model, int firstN, Optional<Duration> deadline, String text) {

  /** The most that are re-ranked. */
  public static final int MAX_FIRST_N = 500;
}
