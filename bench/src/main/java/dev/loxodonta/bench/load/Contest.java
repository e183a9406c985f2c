package dev.loxodonta.bench.load;

/**
 * Two ways of doing the same, measured in turns, so that whatever else the machine does meanwhile
 * falls on both.
 *
 * @param raw plain SQL
 * @param service the service
 */
public record Contest(Work raw, Work service) {

  private static final int TURNS = 3;

  /**
   * Warms both up and measures them.
   *
   * @param warmUpSeconds how long the service runs before it is measured; plain SQL a fifth of it
   * @param seconds how long each is measured, in {@value #TURNS} turns
   */
  public static Contest run(Meter meter, Load raw, Load service, int warmUpSeconds, int seconds) {
    service.run(Math.max(1, warmUpSeconds));
    raw.run(Math.max(1, warmUpSeconds / 5));
    int turn = Math.max(1, seconds / TURNS);
    Work rawWork = Work.NONE;
    Work serviceWork = Work.NONE;
    for (int i = 0; i < TURNS; i++) {
      rawWork = rawWork.plus(meter.measure(raw, turn));
      serviceWork = serviceWork.plus(meter.measure(service, turn));
    }
    return new Contest(rawWork, serviceWork);
  }

  /** Returns the service's throughput over that of plain SQL. */
  public double throughput() {
    return service.perSecond() / raw.perSecond();
  }

  /** Returns the service's median latency over that of plain SQL. */
  public double median() {
    return service.latencies().millis(0.5) / raw.latencies().millis(0.5);
  }
}
