package dev.loxodonta.search.lexical;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.ShardReader;
import dev.loxodonta.search.query.QueryText;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * Turns texts into lexemes, piece by piece between blanks: PostgreSQL's parser joins nothing over a
 * blank but what stands in an HTML tag. Pieces are kept for an hour, in the language of each
 * project; those not known yet cost one round trip, all together. Thread-safe.
 */
@Singleton
public final class LexemeCache {

  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");
  private static final Duration KEPT = Duration.ofHours(1);
  private static final long MAX_CHARACTERS = 16_000_000;

  /** What an entry costs beside its characters. */
  private static final int ENTRY_CHARACTERS = 64;

  private record Key(String language, String token) {}

  private final ShardReader reader;
  private final Cache<Key, TokenLexemes> tokens =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CHARACTERS)
          .weigher((Key key, TokenLexemes value) -> weight(key, value))
          .expireAfterWrite(KEPT)
          .build();

  LexemeCache(ShardReader reader) {
    this.reader = reader;
  }

  /** Returns the lexemes of what a text looks for; what it excludes has none. */
  Mono<QueryLexemes> lexemes(ProjectHome home, ReadNeed need, QueryText text) {
    List<String> words = split(text.words());
    List<List<String>> phrases =
        Stream.concat(text.alternatives().stream(), text.required().stream())
            .map(LexemeCache::split)
            .toList();
    Stream<String> all = Stream.concat(words.stream(), phrases.stream().flatMap(List::stream));
    return known(home, need, all.distinct().toList())
        .map(known -> collect(new LexemeCollector(known), words, phrases));
  }

  private static QueryLexemes collect(
      LexemeCollector collector, List<String> words, List<List<String>> phrases) {
    collector.addWords(words);
    phrases.forEach(collector::addPhrase);
    return collector.build();
  }

  private Mono<Map<String, TokenLexemes>> known(
      ProjectHome home, ReadNeed need, List<String> wanted) {
    String language = home.project().textLanguage();
    Map<String, TokenLexemes> known = new HashMap<>();
    List<String> unknown = new ArrayList<>();
    for (String token : wanted) {
      TokenLexemes lexemes = tokens.getIfPresent(new Key(language, token));
      if (lexemes == null) {
        unknown.add(token);
      } else {
        known.put(token, lexemes);
      }
    }
    return unknown.isEmpty() ? Mono.just(known) : select(home, need, unknown, known);
  }

  private Mono<Map<String, TokenLexemes>> select(
      ProjectHome home, ReadNeed need, List<String> unknown, Map<String, TokenLexemes> known) {
    String language = home.project().textLanguage();
    return reader
        .read(
            home.location().shard(),
            need,
            session -> SelectLexemes.run(session.connection(), language, unknown))
        .map(
            found -> {
              found.forEach((token, lexemes) -> tokens.put(new Key(language, token), lexemes));
              known.putAll(found);
              return known;
            });
  }

  private static List<String> split(String text) {
    return BLANKS.splitAsStream(text).filter(token -> !token.isEmpty()).toList();
  }

  private static int weight(Key key, TokenLexemes value) {
    return ENTRY_CHARACTERS + key.token().length() + value.characters();
  }
}
