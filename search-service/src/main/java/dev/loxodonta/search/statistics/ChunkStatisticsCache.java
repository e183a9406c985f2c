package dev.loxodonta.search.statistics;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.ShardReader;
import dev.loxodonta.postgres.filter.CompiledDocumentFilter;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Keeps what is known about the chunks of projects, by project and slot, so that one project never
 * sees another's: for five minutes, or a few seconds where nothing is known yet. Thread-safe.
 */
@Singleton
public final class ChunkStatisticsCache {

  /** How many chunks a sample should have. */
  private static final double SAMPLE_CHUNKS = 2_000;

  /** Tells how many chunks there are; of ten million it brings a thousand. */
  private static final double FIRST_PERCENT = 0.01;

  private static final int MAX_ROWS = 200_000;

  /** What an entry costs beside its rows, in rows. */
  private static final int ENTRY_ROWS = 4;

  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final Duration KEPT_WHEN_EMPTY = Duration.ofSeconds(5);

  private record Key(long projectId, int slot) {}

  private final ShardReader reader;
  private final Cache<Key, ChunkStatistics> projects =
      Caffeine.newBuilder()
          .maximumWeight(MAX_ROWS)
          .weigher((Key key, ChunkStatistics s) -> ENTRY_ROWS + s.sampleSize())
          .expireAfter(Expiry.writing((Key key, ChunkStatistics s) -> kept(s)))
          .build();

  ChunkStatisticsCache(ShardReader reader) {
    this.reader = reader;
  }

  /**
   * Returns what is known for a retrieval; a round trip or two when that is too old. Only a
   * filtered one by vectors in a slot with a vector index needs it; any other gets {@link
   * ChunkStatistics#NONE}.
   */
  public Mono<ChunkStatistics> statistics(
      SearchQuery query, CompiledDocumentFilter filter, ProjectHome home) {
    boolean needed =
        query.needsVector()
            && !filter.isEmpty()
            && !home.location().shared()
            && home.project().vectorIndex().isPresent();
    return needed ? statistics(home) : Mono.just(ChunkStatistics.NONE);
  }

  private Mono<ChunkStatistics> statistics(ProjectHome home) {
    Key key = new Key(home.project().projectId(), home.location().slot().slot());
    ChunkStatistics known = projects.getIfPresent(key);
    if (known != null) {
      return Mono.just(known);
    }
    return sample(home, key, FIRST_PERCENT)
        .flatMap(first -> enough(first) ? Mono.just(first) : sample(home, key, percent(first)))
        .doOnNext(statistics -> projects.put(key, statistics));
  }

  private Mono<ChunkStatistics> sample(ProjectHome home, Key key, double percent) {
    return reader.read(
        home.location().shard(),
        ReadNeed.DEFAULT,
        session ->
            SelectChunkSample.run(session.connection(), key.projectId(), key.slot(), percent));
  }

  private static boolean enough(ChunkStatistics first) {
    return first.sampleSize() >= SAMPLE_CHUNKS / 2 || first.chunks() == 0;
  }

  private static double percent(ChunkStatistics first) {
    return Math.min(100, 100 * SAMPLE_CHUNKS / first.chunks());
  }

  private static Duration kept(ChunkStatistics statistics) {
    return statistics.sampleSize() == 0 ? KEPT_WHEN_EMPTY : KEPT;
  }
}
