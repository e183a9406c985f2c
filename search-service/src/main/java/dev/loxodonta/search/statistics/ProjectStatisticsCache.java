package dev.loxodonta.search.statistics;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.ShardReader;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import reactor.core.publisher.Mono;

/**
 * Keeps what is known about the rows of projects, by project and slot, so that one project never
 * sees another's: for five minutes, or a few seconds where nothing is known yet. Thread-safe.
 */
@Singleton
public final class ProjectStatisticsCache {

  /** How many rows a sample should have: a share of 1 % is then known to within a quarter. */
  private static final double SAMPLE_ROWS = 2_000;

  private static final int MAX_ROWS = 500_000;

  /** What an entry costs beside its rows, in rows. */
  private static final int ENTRY_ROWS = 4;

  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final Duration KEPT_WHEN_EMPTY = Duration.ofSeconds(5);

  /** The router raises the epoch when the graphs change. */
  private record Key(long projectId, int slot, long epoch) {}

  private final ShardReader reader;
  private final Cache<Key, ProjectStatistics> projects =
      Caffeine.newBuilder()
          .maximumWeight(MAX_ROWS)
          .weigher((Key key, ProjectStatistics s) -> ENTRY_ROWS + s.sampleSize())
          .expireAfter(Expiry.writing((Key key, ProjectStatistics s) -> kept(s)))
          .build();

  ProjectStatisticsCache(ShardReader reader) {
    this.reader = reader;
  }

  /**
   * Returns what is known for a search; two round trips when that is too old. Only a search by
   * vectors in a slot with a vector index needs it, where it is filtered or a sum with recency; any
   * other gets {@link ProjectStatistics#NONE}.
   */
  public Mono<ProjectStatistics> statistics(SearchQuery query, ProjectHome home) {
    boolean needed =
        query.needsVector()
            && (!query.filter().isEmpty()
                || query.mode() == Mode.HYBRID && query.ranking().isSumWithRecency())
            && !home.location().shared()
            && home.project().vectorIndex().isPresent();
    return needed ? statistics(home) : Mono.just(ProjectStatistics.NONE);
  }

  private Mono<ProjectStatistics> statistics(ProjectHome home) {
    Key key =
        new Key(
            home.project().projectId(),
            home.location().slot().slot(),
            home.location().slot().epoch());
    ProjectStatistics known = projects.getIfPresent(key);
    if (known != null) {
      return Mono.just(known);
    }
    return reader
        .read(home.location().shard(), ReadNeed.DEFAULT, session -> select(key, session))
        .doOnNext(statistics -> projects.put(key, statistics));
  }

  private static Mono<ProjectStatistics> select(Key key, NodeSession session) {
    return SelectFilterGraphs.run(session.connection(), key.slot())
        .flatMap(known -> sampled(known, key, session))
        .defaultIfEmpty(ProjectStatistics.NONE);
  }

  private static Mono<ProjectStatistics> sampled(
      SelectFilterGraphs.Known known, Key key, NodeSession session) {
    double percent = Math.min(100, 100 * SAMPLE_ROWS / Math.max(1, known.rows()));
    return SelectSample.run(session.connection(), key.projectId(), key.slot(), percent)
        .map(
            sample ->
                new ProjectStatistics(
                    Math.max(known.rows(), sample.size()), sample, known.graphs(), Instant.now()));
  }

  private static Duration kept(ProjectStatistics statistics) {
    return statistics.sampleSize() == 0 ? KEPT_WHEN_EMPTY : KEPT;
  }
}
