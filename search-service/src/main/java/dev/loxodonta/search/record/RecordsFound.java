package dev.loxodonta.search.record;

import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.read.Reading;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The documents or entities that a search brought, with how it came about.
 *
 * @param plan the plan's name
 * @param choice why it is that one, in one line
 * @param source which node, how fresh
 * @param hits the hits, nearest first
 * @param compared how many vectors were compared
 * @param waiting whether some wait for a vector of the project's new model, so that they were not
 *     looked at
 * @param explanation PostgreSQL's plan, where it was asked for
 */
public record RecordsFound<R>(
    String plan,
    String choice,
    Reading<?> source,
    List<RecordHit<R>> hits,
    long compared,
    boolean waiting,
    Optional<SearchOutcome.Explanation> explanation) {

  private static final Pattern INDEX =
      Pattern.compile("(?:using|Bitmap Index Scan on) ((?:documents_s\\d+|entities)_\\w+)");

  /** Copies the hits. */
  public RecordsFound {
    hits = List.copyOf(hits);
  }

  /** Returns the indexes that PostgreSQL used, where it was asked; the plan counts on none. */
  public List<String> indexes() {
    return explanation
        .map(
            e -> INDEX.matcher(e.postgresPlan()).results().map(r -> r.group(1)).distinct().toList())
        .orElse(List.of());
  }

  RecordsFound<R> with(SearchOutcome.Explanation given) {
    return new RecordsFound<>(plan, choice, source, hits, compared, waiting, Optional.of(given));
  }
}
