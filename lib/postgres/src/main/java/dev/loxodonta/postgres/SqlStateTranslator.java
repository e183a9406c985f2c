package dev.loxodonta.postgres;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import reactor.pool.PoolAcquirePendingLimitException;
import reactor.pool.PoolAcquireTimeoutException;
import reactor.pool.PoolShutdownException;

/** The one table from PostgreSQL's SQLSTATEs and the driver's failures to {@link ErrorReason}. */
public final class SqlStateTranslator {

  /** Raised by {@code loxo_fence}: the writer's map is old. */
  static final String STALE_EPOCH = "LX001";

  /** Raised by {@code loxo_fence}: the project is not on this shard. */
  static final String NO_PROJECT = "LX002";

  private SqlStateTranslator() {}

  /**
   * Returns the reason of a failure; INTERNAL when it is none that PostgreSQL or the way to it
   * makes.
   */
  public static ErrorReason reason(Throwable failure) {
    if (failure instanceof ServiceException known) {
      return known.reason();
    }
    if (isPoolFull(failure)) {
      return ErrorReason.OVERLOADED;
    }
    Optional<String> state = sqlState(failure);
    if (state.isPresent()) {
      return reason(state.get());
    }
    return isConnectionTrouble(failure) ? ErrorReason.SHARD_UNAVAILABLE : ErrorReason.INTERNAL;
  }

  /** Returns the reason of a SQLSTATE. */
  public static ErrorReason reason(String state) {
    return switch (state) {
      case STALE_EPOCH -> ErrorReason.STALE_SLOT_EPOCH;
      case NO_PROJECT -> ErrorReason.PROJECT_NOT_FOUND;
      case "40001", "40P01", "55P03" -> ErrorReason.CONFLICT;
      case "57014" -> ErrorReason.DEADLINE_EXCEEDED;
      case "57P01", "57P02", "57P03", "57P05", "25006" -> ErrorReason.SHARD_UNAVAILABLE;
      default -> ofClass(state);
    };
  }

  private static ErrorReason ofClass(String state) {
    return switch (state.substring(0, Math.min(2, state.length()))) {
      case "08" -> ErrorReason.SHARD_UNAVAILABLE;
      case "53" -> ErrorReason.OVERLOADED;
      default -> ErrorReason.INTERNAL;
    };
  }

  /** Returns the failure as the services raise it; a ServiceException is returned as it is. */
  public static ServiceException translate(Throwable failure, int shardId) {
    if (failure instanceof ServiceException known) {
      return known;
    }
    ErrorReason reason = reason(failure);
    return switch (reason) {
      case SHARD_UNAVAILABLE -> ServiceException.shardUnavailable(shardId, failure);
      case OVERLOADED ->
          build(reason, "shard " + shardId + " has no connection to spare", shardId, failure);
      case CONFLICT ->
          build(reason, "the write met another one on the same rows", shardId, failure);
      case DEADLINE_EXCEEDED ->
          build(reason, "PostgreSQL's statement timeout passed", shardId, failure);
      case STALE_SLOT_EPOCH -> build(reason, "the slot is being moved", shardId, failure);
      case PROJECT_NOT_FOUND ->
          build(reason, "the project is not on this shard any more", shardId, failure);
      default -> build(ErrorReason.INTERNAL, "the query failed", shardId, failure);
    };
  }

  /** Returns the SQLSTATE that PostgreSQL sent, or nothing when it did not get to that. */
  public static Optional<String> sqlState(Throwable failure) {
    return failure instanceof PostgresqlException e
        ? Optional.ofNullable(e.getErrorDetails().getCode())
        : Optional.empty();
  }

  private static ServiceException build(
      ErrorReason reason, String message, int shardId, Throwable cause) {
    return ServiceException.builder(reason, message)
        .metadata("shard_id", shardId)
        .cause(cause)
        .build();
  }

  private static boolean isPoolFull(Throwable failure) {
    return failure instanceof PoolAcquirePendingLimitException
        || failure instanceof PoolAcquireTimeoutException
        || (failure instanceof R2dbcTimeoutException
            && failure.getMessage() != null
            && failure.getMessage().startsWith("Connection acquisition timed out"));
  }

  private static boolean isConnectionTrouble(Throwable failure) {
    return failure instanceof R2dbcTransientResourceException
        || failure instanceof R2dbcNonTransientResourceException
        || failure instanceof R2dbcTimeoutException
        || failure instanceof IOException
        || failure instanceof TimeoutException
        || failure instanceof PoolShutdownException;
  }
}
