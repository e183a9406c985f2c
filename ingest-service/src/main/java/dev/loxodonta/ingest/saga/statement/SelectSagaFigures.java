package dev.loxodonta.ingest.saga.statement;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.postgres.NodeSession;
import io.r2dbc.spi.Readable;
import java.util.List;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** What the stores lack of a shard's entities. Index: {@code saga_open}. */
public final class SelectSagaFigures {

  /**
   * What a store lacks.
   *
   * @param participant the store
   * @param unapplied writes that did not come to it
   * @param oldestSeconds the age of the oldest
   * @param dead how many of them are dead letters
   */
  public record Figures(String participant, long unapplied, double oldestSeconds, long dead) {}

  @Language("SQL")
  private static final String SQL =
      "SELECT participant, unapplied, oldest_seconds, dead FROM loxo_saga_figures()";

  private SelectSagaFigures() {}

  /** Returns the figures of the stores that lack something. */
  public static Mono<List<Figures>> run(NodeSession session) {
    return session
        .connection()
        .createStatement(SQL)
        .execute()
        .concatMap(result -> result.map(SelectSagaFigures::toFigures))
        .collectList();
  }

  static Figures toFigures(Readable row) {
    return new Figures(
        requireNonNull(row.get("participant", String.class)),
        requireNonNull(row.get("unapplied", Long.class)),
        requireNonNull(row.get("oldest_seconds", Double.class)),
        requireNonNull(row.get("dead", Long.class)));
  }
}
