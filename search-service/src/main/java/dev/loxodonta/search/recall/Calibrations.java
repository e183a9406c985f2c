package dev.loxodonta.search.recall;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.loxodonta.search.query.Effort;
import dev.loxodonta.search.query.QueryReader;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Which effort a project's approximate searches need. What was measured holds for an hour; what
 * sampling of live searches asks for, for each graph, holds until they tell otherwise. In memory,
 * for the 10,000 projects that were searched last. Thread-safe.
 */
@Singleton
public final class Calibrations {

  private static final int PROJECTS = 10_000;
  private static final Duration VALID = Duration.ofHours(1);

  private final Cache<Long, RecallCurve> curves =
      Caffeine.newBuilder().maximumSize(PROJECTS).expireAfterWrite(VALID).build();
  private final Cache<Long, WatchedGraphs> watched =
      Caffeine.newBuilder().maximumSize(PROJECTS).build();
  private final double target;

  /** Begins with nothing. */
  public Calibrations(RecallConfig config) {
    this.target = config.target();
  }

  /** Keeps what was measured. */
  public void learn(long projectId, RecallCurve curve) {
    curves.put(projectId, curve);
  }

  /** Forgets what was learnt of a project. */
  void forget(long projectId) {
    curves.invalidate(projectId);
    watched.invalidate(projectId);
  }

  /** Returns whether a measurement is known. */
  public boolean knows(long projectId) {
    return curves.getIfPresent(projectId) != null;
  }

  /**
   * Takes the recall of one search, 0 to 1, that the service planned by its own choice.
   *
   * @param graph the filter graph that was walked, or {@link Effort#ALL}
   */
  public void observe(long projectId, String graph, double recall) {
    watched.get(projectId, id -> new WatchedGraphs(target)).add(graph, recall);
  }

  /** Returns by how much harder than usual the project's graphs are walked. */
  public Map<String, Double> factors(long projectId) {
    WatchedGraphs graphs = watched.getIfPresent(projectId);
    return graphs == null ? Map.of() : graphs.factors();
  }

  /**
   * Returns the {@code hnsw.ef_search} for a share of the true best; empty when only an exact
   * search will do.
   */
  public OptionalInt effort(long projectId, int k, double wanted) {
    if (wanted >= 1) {
      return OptionalInt.empty();
    }
    @Nullable RecallCurve curve = curves.getIfPresent(projectId);
    int measuredK = curve == null ? 10 : curve.k();
    OptionalInt known = curve == null ? guess(wanted) : curve.effortFor(wanted);
    return known.isEmpty() ? known : OptionalInt.of(scaled(known.getAsInt(), k, measuredK));
  }

  /**
   * Returns the effort that the service's own target was measured to take; the greatest when none
   * was enough; empty where nothing was measured.
   */
  OptionalInt measured(long projectId, int k) {
    @Nullable RecallCurve curve = curves.getIfPresent(projectId);
    if (curve == null || curve.points().isEmpty()) {
      return OptionalInt.empty();
    }
    int known = curve.effortFor(target).orElse(QueryReader.MAX_EF_SEARCH);
    return OptionalInt.of(scaled(known, k, curve.k()));
  }

  /** From some hundred hits on twice as many candidates are enough; below, as for fewer hits. */
  private static int scaled(int effort, int k, int measuredK) {
    double scale = Math.max(1, (double) k / measuredK);
    return (int) Math.min(QueryReader.MAX_EF_SEARCH, Math.max(2.0 * k, effort * Math.sqrt(scale)));
  }

  /** Cautious: twice what clustered text embeddings need. */
  private static OptionalInt guess(double wanted) {
    double missed = Math.max(0.001, 1 - wanted);
    return OptionalInt.of((int) Math.clamp(8 / missed, 40, QueryReader.MAX_EF_SEARCH));
  }
}
