package dev.loxodonta.ingest.saga.statement;

import dev.loxodonta.ingest.saga.machine.SagaLog;
import dev.loxodonta.type.v1.Entity;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A saga as it is kept.
 *
 * @param id its id
 * @param entityId the entity
 * @param version the version that the write made
 * @param log how far it is
 * @param wanted the entity as written; null: deleted
 * @param before the entity as it was before; null: it was not there
 * @param links memories that were linked by the write or, by a delete, no longer are
 * @param times when what happens
 * @param leased whether a worker is at it
 * @param lastError why the last try failed; empty when it did not
 */
public record StoredSaga(
    UUID id,
    UUID entityId,
    long version,
    SagaLog log,
    @Nullable Entity wanted,
    @Nullable Entity before,
    List<UUID> links,
    Times times,
    boolean leased,
    String lastError) {

  /**
   * When what happens.
   *
   * @param createdAt when the entity was written
   * @param updatedAt when a step last ended or failed
   * @param nextAttemptAt not tried before then
   * @param waiting whether that is yet to come
   */
  public record Times(
      Instant createdAt, Instant updatedAt, Instant nextAttemptAt, boolean waiting) {}

  /** Returns it with another log. */
  public StoredSaga with(SagaLog next) {
    return new StoredSaga(
        id, entityId, version, next, wanted, before, links, times, leased, lastError);
  }

  /** Returns it leased or not. */
  public StoredSaga withLeased(boolean now) {
    return new StoredSaga(id, entityId, version, log, wanted, before, links, times, now, lastError);
  }
}
