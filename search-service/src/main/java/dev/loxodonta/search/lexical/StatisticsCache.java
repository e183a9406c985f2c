package dev.loxodonta.search.lexical;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.ShardReader;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Keeps what is known about the words of projects, by project and slot, so that one project never
 * sees another's: a second for a project of a few memories, where each changes much, and up to five
 * minutes for a large one. Thread-safe.
 */
@Singleton
public final class StatisticsCache {

  private static final int MAX_LEXEMES = 2_000_000;

  /** What an entry costs beside its lexemes, in lexemes. */
  private static final int ENTRY_LEXEMES = 4;

  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final double KEPT_MILLIS_PER_ROW = 10;

  private record Key(long projectId, int slot, TextTable table) {}

  private final ShardReader reader;
  private final Cache<Key, TextStatistics> projects =
      Caffeine.newBuilder()
          .maximumWeight(MAX_LEXEMES)
          .weigher((Key key, TextStatistics s) -> ENTRY_LEXEMES + s.frequencies().size())
          .expireAfter(Expiry.writing((Key key, TextStatistics s) -> kept(s)))
          .build();

  StatisticsCache(ShardReader reader) {
    this.reader = reader;
  }

  /** Returns a project's statistics; a round trip when they are not known or too old. */
  Mono<TextStatistics> statistics(ProjectHome home, TextTable table, ReadNeed need) {
    Key key = new Key(home.project().projectId(), home.location().slot().slot(), table);
    TextStatistics known = projects.getIfPresent(key);
    if (known != null) {
      return Mono.just(known);
    }
    return reader
        .read(home.location().shard(), need, session -> select(home, key, session))
        .doOnNext(statistics -> projects.put(key, statistics));
  }

  private static Mono<TextStatistics> select(ProjectHome home, Key key, NodeSession session) {
    Mono<TextStatistics> lengths =
        SelectTextLengths.run(session.connection(), key.table(), key.projectId(), key.slot());
    return home.location().shared()
        ? lengths
        : SelectTextStatistics.run(session.connection(), key.table(), key.projectId(), key.slot())
            .switchIfEmpty(lengths);
  }

  private static Duration kept(TextStatistics statistics) {
    Duration bySize = Duration.ofMillis((long) (statistics.rows() * KEPT_MILLIS_PER_ROW));
    if (bySize.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return bySize.compareTo(LONGEST) > 0 ? LONGEST : bySize;
  }
}
