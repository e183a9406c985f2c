package dev.loxodonta.ingest.saga.fault;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where something happens once, in text {@code neo4j:put:before:halt}.
 *
 * @param participant the store
 * @param operation {@code put} or {@code remove}
 * @param moment {@code before} the call or {@code after} it was applied
 * @param action {@code halt} the process, or {@code lose} the answer
 * @param used whether it happened
 */
record FaultPoint(
    String participant, String operation, String moment, String action, AtomicBoolean used) {

  static List<FaultPoint> parse(String text) {
    return Arrays.stream(text.split(",")).map(FaultPoint::of).toList();
  }

  private static FaultPoint of(String text) {
    String[] parts = text.split(":");
    return new FaultPoint(parts[0], parts[1], parts[2], parts[3], new AtomicBoolean());
  }

  boolean happens(String atParticipant, String atOperation, String atMoment) {
    return participant.equals(atParticipant)
        && operation.equals(atOperation)
        && moment.equals(atMoment)
        && used.compareAndSet(false, true);
  }
}
