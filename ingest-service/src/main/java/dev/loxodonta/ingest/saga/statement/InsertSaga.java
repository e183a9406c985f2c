package dev.loxodonta.ingest.saga.statement;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import com.google.protobuf.MessageLite;
import dev.loxodonta.ingest.saga.machine.SagaOperation;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.type.v1.Entity;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Writes the saga of a write with its steps, in the transaction of that write. */
public final class InsertSaga {

  /**
   * What is written.
   *
   * @param operation what it brings
   * @param entityId the entity
   * @param version the version that the write made
   * @param wanted the entity as written, with its embedding; null: deleted
   * @param before the entity as it was before, with its embedding; null: it was not there
   * @param links memories that were linked or, by a delete, no longer are
   */
  public record Draft(
      SagaOperation operation,
      UUID entityId,
      long version,
      @Nullable Entity wanted,
      @Nullable Entity before,
      List<UUID> links) {}

  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  @Language("SQL")
  private static final String SQL =
      """
      WITH s AS (
        INSERT INTO saga (project_id, id, entity_id, version, operation, wanted, before, links)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        RETURNING project_id, id
      )
      INSERT INTO saga_step (project_id, saga_id, position, participant, state, ended_at)
      SELECT s.project_id, s.id, p.position - 1, p.participant,
        CASE WHEN p.position = 1 THEN 'done' ELSE 'pending' END,
        CASE WHEN p.position = 1 THEN now() END
      FROM s CROSS JOIN unnest($9::text[]) WITH ORDINALITY AS p (participant, position)
      """;

  private InsertSaga() {}

  /** Returns its id. */
  public static Mono<UUID> run(WriteSession session, Draft draft, List<String> participants) {
    UUID id = IDS.generate();
    Parameters parameters = new Parameters();
    parameters.add(session.projectId());
    parameters.add(id);
    parameters.add(draft.entityId());
    parameters.add(draft.version());
    parameters.add(draft.operation().key());
    add(parameters, draft.wanted());
    add(parameters, draft.before());
    parameters.add(draft.links().toArray(UUID[]::new));
    parameters.add(
        Stream.concat(Stream.of("postgresql"), participants.stream()).toArray(String[]::new));
    return parameters
        .bindTo(session.connection().createStatement(SQL))
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .then(Mono.just(id));
  }

  private static void add(Parameters parameters, @Nullable MessageLite message) {
    if (message == null) {
      parameters.addNull(ByteBuffer.class);
    } else {
      parameters.add(ByteBuffer.wrap(message.toByteArray()));
    }
  }
}
