package dev.loxodonta.postgres;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import reactor.core.publisher.Flux;

/**
 * Runs statements without parameters. For these, and for no others, the driver drops results when
 * the caller cancels, and with them the buffers of rows that nobody has read.
 */
final class PlainStatement {

  private PlainStatement() {}

  /** Returns the results of a statement. */
  static Flux<PostgresqlResult> execute(PostgresqlConnection connection, String sql) {
    return connection
        .createStatement(sql)
        .execute()
        .doOnDiscard(PostgresqlResult.class, PlainStatement::drain);
  }

  /** Reads what is left; that it was cancelled is no news. */
  private static void drain(PostgresqlResult result) {
    result.getRowsUpdated().subscribe(rows -> {}, cancelled -> {});
  }
}
