package dev.loxodonta.ingest.pending;

import dev.loxodonta.postgres.NodeSession;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** How many memories and chunks of a shard wait for their vectors. Reads the whole queue. */
final class CountPending {

  @Language("SQL")
  private static final String SQL =
      "SELECT model, pending, oldest_seconds FROM loxo_count_pending()";

  /**
   * What waits for a model.
   *
   * @param model the model
   * @param pending memories and chunks
   * @param oldestSeconds for how long the oldest waits
   */
  record Backlog(String model, long pending, double oldestSeconds) {}

  private CountPending() {}

  /** Returns what waits, by model. */
  static Mono<List<Backlog>> run(NodeSession session) {
    return session
        .connection()
        .createStatement(SQL)
        .execute()
        .concatMap(result -> result.map(CountPending::toBacklog))
        .collectList();
  }

  static Backlog toBacklog(Readable row) {
    return new Backlog(
        Objects.requireNonNull(row.get("model", String.class)),
        Objects.requireNonNull(row.get("pending", Long.class)),
        Objects.requireNonNull(row.get("oldest_seconds", Double.class)));
  }
}
