package dev.loxodonta.ingest.consolidation.cluster;

import dev.loxodonta.postgres.Halfvec;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a cluster has in common, taken from its events as they are.
 *
 * @param text the texts of its most central events, at most three different ones
 * @param centroid the mean of its events' vectors
 * @param confidence mean cosine similarity of its events to the centroid, 0 to 1
 */
public record ClusterSummary(String text, Halfvec centroid, float confidence) {

  private static final int MAX_TEXTS = 3;

  /** Below this length a mean has no direction to speak of. */
  private static final double MIN_LENGTH = 1e-3;

  /** Returns the summary of a cluster. */
  public static ClusterSummary of(EventCluster cluster) {
    List<SessionEvent> events = cluster.events();
    EventVectors vectors = new EventVectors(events);
    float[] mean = vectors.mean(IntStream.range(0, events.size()).toArray(), events.size());
    float[] direction = EventVectors.unit(mean);
    double[] similarities =
        IntStream.range(0, events.size())
            .mapToDouble(i -> vectors.similarityTo(i, direction))
            .toArray();
    List<SessionEvent> central =
        IntStream.range(0, events.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -similarities[i]))
            .map(events::get)
            .toList();
    double confidence = Arrays.stream(similarities).average().orElse(0);
    boolean directed = EventVectors.dot(mean, mean) > MIN_LENGTH * MIN_LENGTH;
    return new ClusterSummary(
        text(central),
        directed ? new Halfvec(mean) : central.get(0).embedding(),
        (float) Math.clamp(confidence, 0, 1));
  }

  private static String text(List<SessionEvent> central) {
    return central.stream()
        .map(SessionEvent::text)
        .distinct()
        .limit(MAX_TEXTS)
        .collect(Collectors.joining("\n"));
  }
}
