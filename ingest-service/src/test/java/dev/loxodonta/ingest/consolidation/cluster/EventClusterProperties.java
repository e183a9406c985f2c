package dev.loxodonta.ingest.consolidation.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.postgres.Halfvec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EventClusterProperties {

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  @Property(tries = 300)
  void cluster_isOfOneSessionLargeEnoughAndWithoutGaps(
      @ForAll("events") List<SessionEvent> events, @ForAll("rules") ClusterRules rules) {
    for (EventCluster cluster : EventClusters.of(events, rules)) {
      List<SessionEvent> members = cluster.events();
      assertThat(members).hasSizeGreaterThanOrEqualTo(rules.minSize());
      assertThat(members).extracting(SessionEvent::sessionId).containsOnly(cluster.sessionId());
      assertThat(members).isSortedAccordingTo(SessionEvent.BY_TIME);
      for (int i = 1; i < members.size(); i++) {
        Duration gap = Duration.between(members.get(i - 1).timestamp(), members.get(i).timestamp());
        assertThat(gap).isLessThanOrEqualTo(rules.maxGap());
      }
    }
  }

  @Property(tries = 300)
  void event_isInOneClusterAtMostAndLinkedInIt(
      @ForAll("events") List<SessionEvent> events, @ForAll("rules") ClusterRules rules) {
    Set<UUID> seen = new HashSet<>();
    for (EventCluster cluster : EventClusters.of(events, rules)) {
      for (SessionEvent event : cluster.events()) {
        assertThat(seen.add(event.id())).isTrue();
        assertThat(cluster.events()).anyMatch(other -> linked(event, other, rules));
      }
    }
  }

  @Property(tries = 200)
  void order_ofTheEventsDoesNotMatter(
      @ForAll("events") List<SessionEvent> events,
      @ForAll("rules") ClusterRules rules,
      @ForAll long seed) {
    List<SessionEvent> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(EventClusters.of(shuffled, rules)).isEqualTo(EventClusters.of(events, rules));
  }

  @Property(tries = 300)
  void eventsLeftOver_makeNoClusterLater(
      @ForAll("events") List<SessionEvent> events, @ForAll("rules") ClusterRules rules) {
    Set<UUID> members =
        EventClusters.of(events, rules).stream()
            .flatMap(c -> c.events().stream())
            .map(SessionEvent::id)
            .collect(Collectors.toSet());
    List<SessionEvent> rest = events.stream().filter(e -> !members.contains(e.id())).toList();
    assertThat(EventClusters.of(rest, rules)).isEmpty();
    for (SessionEvent event : rest) {
      assertThat(events)
          .filteredOn(e -> members.contains(e.id()))
          .noneMatch(e -> linked(event, e, rules));
    }
  }

  @Property(tries = 100)
  void clusters_areWhatHangsTogetherWhenEveryPairIsCompared(
      @ForAll Random random, @ForAll("rules") ClusterRules rules) {
    List<SessionEvent> events = new ArrayList<>();
    float[][] topics = new float[4][];
    Arrays.setAll(topics, i -> gaussian(random, new float[6], 1));
    for (int i = 0; i < 80; i++) {
      float[] vector = gaussian(random, topics[random.nextInt(topics.length)], random.nextDouble());
      events.add(event(random, "s", i * random.nextInt(1, 400), "text", vector));
    }
    List<Set<SessionEvent>> expected = hangingTogether(events, rules);
    expected.removeIf(set -> set.size() < rules.minSize());
    assertThat(EventClusters.of(events, rules))
        .extracting(cluster -> Set.copyOf(cluster.events()))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<Set<SessionEvent>> hangingTogether(
      List<SessionEvent> events, ClusterRules rules) {
    List<Set<SessionEvent>> sets = new ArrayList<>();
    for (SessionEvent event : events) {
      Set<SessionEvent> joined = new HashSet<>(Set.of(event));
      for (Set<SessionEvent> set : List.copyOf(sets)) {
        if (set.stream().anyMatch(other -> linked(event, other, rules))) {
          joined.addAll(set);
          sets.remove(set);
        }
      }
      sets.add(joined);
    }
    return sets;
  }

  @Property(tries = 5)
  void signatures_loseNoPlantedCluster(@ForAll Random random) {
    List<SessionEvent> events = new ArrayList<>();
    float[][] topics = new float[12][];
    Arrays.setAll(topics, i -> gaussian(random, new float[96], 1));
    for (int i = 0; i < 600; i++) {
      int topic = i % topics.length;
      float[] vector = gaussian(random, topics[topic], 0.4);
      events.add(event(random, "s", i, Integer.toString(topic), vector));
    }
    List<EventCluster> clusters =
        EventClusters.of(events, new ClusterRules(Duration.ofHours(1), 0.7, 3));
    assertThat(clusters).hasSize(topics.length);
    for (EventCluster cluster : clusters) {
      assertThat(cluster.events()).hasSize(50);
      assertThat(cluster.events())
          .extracting(SessionEvent::text)
          .containsOnly(cluster.events().get(0).text());
    }
  }

  @Property(tries = 200)
  void episodes_areWholeSessionsBetweenGaps(
      @ForAll("events") List<SessionEvent> events, @ForAll("rules") ClusterRules rules) {
    List<SessionEvent> sorted =
        events.stream()
            .sorted(
                Comparator.comparing(SessionEvent::sessionId).thenComparing(SessionEvent.BY_TIME))
            .toList();
    int at = Episodes.lastBeginning(sorted, rules.maxGap());
    Set<SessionEvent> before = new HashSet<>(sorted.subList(0, at));
    List<SessionEvent> after = sorted.subList(at, sorted.size());
    assertThat(EventClusters.of(sorted, rules))
        .allMatch(c -> before.containsAll(c.events()) || after.containsAll(c.events()));
    assertThat(Episodes.ended(sorted, rules.maxGap(), Instant.MAX))
        .containsExactlyInAnyOrderElementsOf(sorted);
    assertThat(Episodes.ended(sorted, rules.maxGap(), BEGIN)).isEmpty();
  }

  @Provide
  Arbitrary<List<SessionEvent>> events() {
    Arbitrary<SessionEvent> event =
        Combinators.combine(
                Arbitraries.create(UUID::randomUUID),
                Arbitraries.of("a", "b", "c"),
                Arbitraries.integers().between(0, 20_000),
                Arbitraries.integers().between(-2, 2).array(int[].class).ofSize(3))
            .as(
                (id, session, seconds, values) ->
                    new SessionEvent(
                        id,
                        session,
                        BEGIN.plusSeconds(seconds),
                        "text",
                        new Halfvec(values[0], values[1], values[2]),
                        false));
    return event.list().ofMaxSize(40);
  }

  @Provide
  Arbitrary<ClusterRules> rules() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 7_200),
            Arbitraries.doubles().between(0, 1),
            Arbitraries.integers().between(2, 6))
        .as(
            (seconds, similarity, size) ->
                new ClusterRules(Duration.ofSeconds(seconds), similarity, size));
  }

  private static boolean linked(SessionEvent a, SessionEvent b, ClusterRules rules) {
    double similarity = new EventVectors(List.of(a, b)).similarity(0, 1);
    return !a.id().equals(b.id())
        && a.sessionId().equals(b.sessionId())
        && Duration.between(a.timestamp(), b.timestamp()).abs().compareTo(rules.maxGap()) <= 0
        && similarity >= rules.minSimilarity();
  }

  private static SessionEvent event(
      Random random, String session, int second, String text, float[] vector) {
    UUID id = new UUID(random.nextLong(), random.nextLong());
    return new SessionEvent(
        id, session, BEGIN.plusSeconds(second), text, new Halfvec(vector), false);
  }

  /** A vector around a centre: noise of 0.4 around one of length 1 gives pairs a cosine of 0.86. */
  private static float[] gaussian(Random random, float[] centre, double noise) {
    float[] vector = new float[centre.length];
    for (int i = 0; i < vector.length; i++) {
      double step = noise * random.nextGaussian() / Math.sqrt(vector.length);
      vector[i] = (float) (centre[i] + step);
    }
    return vector;
  }
}
