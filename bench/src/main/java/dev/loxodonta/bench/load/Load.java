package dev.loxodonta.bench.load;

/** A stream of searches that can be run for a while. */
public interface Load {

  /**
   * Runs it with all clients busy.
   *
   * @param seconds how long, at least 1
   * @throws IllegalStateException when a search fails
   */
  Calls run(int seconds);

  /**
   * The searches of a run.
   *
   * @param count how many were answered
   * @param seconds the span from the first to the last
   * @param latencies how long each took
   * @param clientSeconds processor time of the client
   */
  record Calls(long count, double seconds, Quantiles latencies, double clientSeconds) {}
}
