package dev.loxodonta.router.jdbc;

import dev.loxodonta.postgres.SqlStateTranslator;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Turns what JDBC throws into errors of the service; SQLSTATEs by the table of lib/postgres. */
public final class SqlFailures {

  /** PostgreSQL's state for a lock that was not got in time. */
  public static final String LOCK_NOT_AVAILABLE = "55P03";

  private static final String UNDEFINED_TABLE = "42P01";

  private SqlFailures() {}

  /** Returns the error for a failure on a shard. */
  public static ServiceException onShard(SQLException failure, int shardId) {
    ErrorReason reason = reason(failure);
    if (reason == ErrorReason.SHARD_UNAVAILABLE || UNDEFINED_TABLE.equals(failure.getSQLState())) {
      return ServiceException.shardUnavailable(shardId, failure);
    }
    return ServiceException.builder(reason, "the statement on shard " + shardId + " failed")
        .metadata("shard_id", shardId)
        .cause(failure)
        .build();
  }

  /** Returns the error for a failure of the catalog. */
  public static ServiceException onCatalog(SQLException failure) {
    ErrorReason reason = reason(failure);
    return reason == ErrorReason.SHARD_UNAVAILABLE
        ? ServiceException.builder(
                ErrorReason.TOPOLOGY_UNKNOWN, "the router's catalog cannot be reached")
            .cause(failure)
            .build()
        : ServiceException.builder(reason, "the statement in the catalog failed")
            .cause(failure)
            .build();
  }

  /** Returns whether the failure may go away by itself: connection, capacity, lock, deadlock. */
  public static boolean isTransient(SQLException failure) {
    return reason(failure) != ErrorReason.INTERNAL;
  }

  private static ErrorReason reason(SQLException failure) {
    String state = failure.getSQLState();
    if (failure instanceof SQLTransientConnectionException || state == null) {
      return ErrorReason.SHARD_UNAVAILABLE;
    }
    return "3D000".equals(state) ? ErrorReason.SHARD_UNAVAILABLE : SqlStateTranslator.reason(state);
  }
}
