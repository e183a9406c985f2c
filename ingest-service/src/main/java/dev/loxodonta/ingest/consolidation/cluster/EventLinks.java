package dev.loxodonta.ingest.consolidation.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares events of one session by their vectors. Where there are many, signatures rule most pairs
 * out: 64 bytes instead of a vector. Immutable.
 */
final class EventLinks {

  /** From so many events in a session on, signatures cost less than they spare. */
  private static final int MIN_EVENTS_TO_SIGN = 200;

  /** With fewer dimensions vectors are as quickly compared, and projections less random. */
  private static final int MIN_DIMENSIONS_TO_SIGN = 64;

  /** From so many events in a group on, a comparison with its centre spares others. */
  private static final int MIN_CENTRED = 4;

  /** The same where signatures make these others cheap. */
  private static final int MIN_CENTRED_SIGNED = 64;

  private final EventVectors vectors;
  private final @Nullable Signatures signatures;
  private final double minSimilarity;
  private final double widestAngle;

  EventLinks(List<SessionEvent> events, double minSimilarity) {
    this.vectors = new EventVectors(events);
    this.minSimilarity = minSimilarity;
    this.widestAngle = Math.acos(Math.clamp(minSimilarity, -1, 1));
    this.signatures =
        vectors.count() < MIN_EVENTS_TO_SIGN || vectors.dimensions() < MIN_DIMENSIONS_TO_SIGN
            ? null
            : new Signatures(vectors, minSimilarity);
  }

  /** Returns whether two events are similar enough. */
  boolean areSimilar(int first, int second) {
    return (signatures == null || signatures.mayBeSimilar(first, second))
        && vectors.similarity(first, second) >= minSimilarity;
  }

  /** Returns the largest angle between two similar events, in radians. */
  double widestAngle() {
    return widestAngle;
  }

  /** Returns from how many events on a group has a centre. */
  int smallestCentred() {
    return signatures == null ? MIN_CENTRED : MIN_CENTRED_SIGNED;
  }

  /** Returns the direction of the mean of some events. */
  float[] centre(int[] events, int count) {
    return EventVectors.unit(vectors.mean(events, count));
  }

  /** Returns the angle between an event and a centre, in radians; π/2 where one is all zeros. */
  double angleTo(int event, float[] centre) {
    return Math.acos(Math.clamp(vectors.similarityTo(event, centre), -1, 1));
  }
}
