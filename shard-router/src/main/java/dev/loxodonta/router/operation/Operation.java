package dev.loxodonta.router.operation;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A long work, as the catalog has it.
 *
 * @param operationId a UUIDv7
 * @param kind what it does, as {@code isolate-project}
 * @param projectId the project that it is about; 0: none
 * @param shardId the shard that it works on
 * @param slot the slot that it is about; empty where it is about a project's place
 * @param step the step that runs or is to be run
 * @param state how far it is
 * @param percent how much is done, 0 to 100
 * @param message why it failed or waits; empty otherwise
 * @param detail numbers that a step hands on to the next ones
 * @param writePauseMillis how long writes were held; 0 before the switch
 * @param attempts attempts of this step that failed
 * @param cancelRequested whether it was asked to end without effect
 * @param createdAt when it was asked for
 * @param updatedAt when it last moved
 */
public record Operation(
    UUID operationId,
    String kind,
    long projectId,
    int shardId,
    Optional<Integer> slot,
    String step,
    OperationState state,
    double percent,
    String message,
    Map<String, Long> detail,
    long writePauseMillis,
    int attempts,
    boolean cancelRequested,
    Instant createdAt,
    Instant updatedAt) {

  /** Returns whether it has not ended. */
  public boolean isRunning() {
    return state == OperationState.RUNNING;
  }

  /** Returns a number that an earlier step handed on. */
  public OptionalLong detail(String key) {
    Long value = detail.get(key);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
