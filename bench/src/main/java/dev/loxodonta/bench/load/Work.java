package dev.loxodonta.bench.load;

/**
 * What was done in a span of time, and what it took.
 *
 * @param calls answered searches
 * @param seconds the span
 * @param latencies how long each took for its caller
 * @param serviceSeconds processor time of the services
 * @param postgresSeconds processor time of PostgreSQL
 * @param clientSeconds processor time of whoever sent the calls
 * @param allocatedBytes what the services allocated
 */
public record Work(
    long calls,
    double seconds,
    Quantiles latencies,
    double serviceSeconds,
    double postgresSeconds,
    double clientSeconds,
    double allocatedBytes) {

  /** Nothing done yet. */
  public static final Work NONE = new Work(0, 0, Quantiles.of(new long[0]), 0, 0, 0, 0);

  /** Returns both together. */
  public Work plus(Work other) {
    return new Work(
        calls + other.calls,
        seconds + other.seconds,
        latencies.plus(other.latencies),
        serviceSeconds + other.serviceSeconds,
        postgresSeconds + other.postgresSeconds,
        clientSeconds + other.clientSeconds,
        allocatedBytes + other.allocatedBytes);
  }

  /** Returns searches per second. */
  public double perSecond() {
    return calls / Math.max(1e-9, seconds);
  }

  /** Returns the services' processor time per search, in milliseconds. */
  public double serviceMillis() {
    return serviceSeconds * 1e3 / Math.max(1, calls);
  }

  /** Returns PostgreSQL's processor time per search, in milliseconds. */
  public double postgresMillis() {
    return postgresSeconds * 1e3 / Math.max(1, calls);
  }

  /** Returns the client's processor time per search, in milliseconds. */
  public double clientMillis() {
    return clientSeconds * 1e3 / Math.max(1, calls);
  }

  /** Returns the bytes that the services allocate per search. */
  public double bytesPerCall() {
    return allocatedBytes / Math.max(1, calls);
  }
}
