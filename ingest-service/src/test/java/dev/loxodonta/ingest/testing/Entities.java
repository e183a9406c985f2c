package dev.loxodonta.ingest.testing;

import dev.loxodonta.ingest.v1.DeleteEntityRequest;
import dev.loxodonta.ingest.v1.DeleteEntityResponse;
import dev.loxodonta.ingest.v1.EntityServiceGrpc.EntityServiceBlockingStub;
import dev.loxodonta.ingest.v1.GetEntityRequest;
import dev.loxodonta.ingest.v1.GetEntityResponse;
import dev.loxodonta.ingest.v1.ListSagasRequest;
import dev.loxodonta.ingest.v1.ReconcileRequest;
import dev.loxodonta.ingest.v1.ReconcileResponse;
import dev.loxodonta.ingest.v1.Saga;
import dev.loxodonta.ingest.v1.SagaState;
import dev.loxodonta.ingest.v1.UpsertEntityRequest;
import dev.loxodonta.ingest.v1.UpsertEntityResponse;
import dev.loxodonta.type.v1.Consistency;
import dev.loxodonta.type.v1.Entity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client of one project's entities.
 *
 * @param service the service
 * @param projectId the project
 */
public record Entities(EntityServiceBlockingStub service, long projectId) {

  /** Returns an entity with a vector of three numbers. */
  public static Entity person(String id, String name) {
    return Entity.newBuilder()
        .setId(id)
        .setName(name)
        .setEntityType("person")
        .setConfidence(0.9f)
        .addAllEmbedding(List.of(0.6f, 0.8f, 0f))
        .build();
  }

  /** Writes an entity. */
  public UpsertEntityResponse upsert(Entity entity) {
    return service.upsertEntity(
        UpsertEntityRequest.newBuilder().setProjectId(projectId).setEntity(entity).build());
  }

  /** Deletes an entity. */
  public DeleteEntityResponse delete(String id) {
    return service.deleteEntity(
        DeleteEntityRequest.newBuilder().setProjectId(projectId).setEntityId(id).build());
  }

  /** Reads an entity from the primary. */
  public GetEntityResponse get(String id) {
    return service.getEntity(
        GetEntityRequest.newBuilder()
            .setProjectId(projectId)
            .setEntityId(id)
            .setConsistency(Consistency.newBuilder().setPrimaryOnly(true))
            .build());
  }

  /** Returns the sagas in some states. */
  public List<Saga> sagas(SagaState... states) {
    return service
        .listSagas(
            ListSagasRequest.newBuilder()
                .setProjectId(projectId)
                .addAllStates(List.of(states))
                .setPageSize(1_000)
                .build())
        .getSagasList();
  }

  /** Returns a saga by its id; null when it is not there. */
  public @Nullable Saga saga(String id) {
    return sagas().stream().filter(s -> s.getId().equals(id)).findFirst().orElse(null);
  }

  /** Says whether no saga is under way. */
  public boolean isQuiet() {
    return sagas(
            SagaState.SAGA_STATE_RUNNING,
            SagaState.SAGA_STATE_WAITING,
            SagaState.SAGA_STATE_COMPENSATING,
            SagaState.SAGA_STATE_DEAD)
        .isEmpty();
  }

  /** Compares all stores; returns the last figures of each. */
  public List<ReconcileResponse> reconcile(boolean repair) {
    List<ReconcileResponse> answers = new ArrayList<>();
    service
        .reconcile(ReconcileRequest.newBuilder().setProjectId(projectId).setRepair(repair).build())
        .forEachRemaining(answers::add);
    return answers.stream().filter(ReconcileResponse::getDone).toList();
  }

  /** Returns how many differences there are in all stores. */
  public long differences() {
    return reconcile(false).stream()
        .mapToLong(r -> r.getMissing() + r.getDifferent() + r.getExtra() + r.getPending())
        .sum();
  }
}
