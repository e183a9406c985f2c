package dev.loxodonta.ingest.entity;

import dev.loxodonta.ingest.saga.control.SagaControl;
import dev.loxodonta.ingest.saga.control.SagaList;
import dev.loxodonta.ingest.saga.reconcile.Reconciliation;
import dev.loxodonta.ingest.v1.AbortSagaRequest;
import dev.loxodonta.ingest.v1.AbortSagaResponse;
import dev.loxodonta.ingest.v1.DeleteEntityRequest;
import dev.loxodonta.ingest.v1.DeleteEntityResponse;
import dev.loxodonta.ingest.v1.GetEntityRequest;
import dev.loxodonta.ingest.v1.GetEntityResponse;
import dev.loxodonta.ingest.v1.ListEntitiesRequest;
import dev.loxodonta.ingest.v1.ListEntitiesResponse;
import dev.loxodonta.ingest.v1.ListSagasRequest;
import dev.loxodonta.ingest.v1.ListSagasResponse;
import dev.loxodonta.ingest.v1.ReactorEntityServiceGrpc;
import dev.loxodonta.ingest.v1.ReconcileRequest;
import dev.loxodonta.ingest.v1.ReconcileResponse;
import dev.loxodonta.ingest.v1.ResolveEntityRequest;
import dev.loxodonta.ingest.v1.ResolveEntityResponse;
import dev.loxodonta.ingest.v1.RetrySagaRequest;
import dev.loxodonta.ingest.v1.RetrySagaResponse;
import dev.loxodonta.ingest.v1.UpsertEntityRequest;
import dev.loxodonta.ingest.v1.UpsertEntityResponse;
import jakarta.inject.Singleton;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The gRPC service of entities: hands each call to the class of its method. Thread-safe. */
@Singleton
final class EntityEndpoint extends ReactorEntityServiceGrpc.EntityServiceImplBase {

  private final EntityUpsert upsert;
  private final EntityReader reader;
  private final EntityDeletion deletion;
  private final SagaList sagas;
  private final SagaControl control;
  private final Reconciliation reconciliation;

  EntityEndpoint(
      EntityUpsert upsert,
      EntityReader reader,
      EntityDeletion deletion,
      SagaList sagas,
      SagaControl control,
      Reconciliation reconciliation) {
    this.upsert = upsert;
    this.reader = reader;
    this.deletion = deletion;
    this.sagas = sagas;
    this.control = control;
    this.reconciliation = reconciliation;
  }

  @Override
  public Mono<UpsertEntityResponse> upsertEntity(UpsertEntityRequest request) {
    return Mono.defer(() -> upsert.write(request));
  }

  @Override
  public Mono<GetEntityResponse> getEntity(GetEntityRequest request) {
    return Mono.defer(() -> reader.find(request));
  }

  @Override
  public Mono<ListEntitiesResponse> listEntities(ListEntitiesRequest request) {
    return Mono.defer(() -> reader.list(request));
  }

  @Override
  public Mono<DeleteEntityResponse> deleteEntity(DeleteEntityRequest request) {
    return Mono.defer(() -> deletion.write(request));
  }

  @Override
  public Mono<ResolveEntityResponse> resolveEntity(ResolveEntityRequest request) {
    return Mono.defer(() -> reader.resolve(request));
  }

  @Override
  public Mono<ListSagasResponse> listSagas(ListSagasRequest request) {
    return Mono.defer(() -> sagas.read(request));
  }

  @Override
  public Mono<RetrySagaResponse> retrySaga(RetrySagaRequest request) {
    return Mono.defer(() -> control.retry(request));
  }

  @Override
  public Mono<AbortSagaResponse> abortSaga(AbortSagaRequest request) {
    return Mono.defer(() -> control.abort(request));
  }

  @Override
  public Flux<ReconcileResponse> reconcile(ReconcileRequest request) {
    return Flux.defer(() -> reconciliation.run(request));
  }
}
