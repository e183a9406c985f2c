package dev.loxodonta.ingest.saga.control;

import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.read.TimePosition;
import dev.loxodonta.ingest.saga.statement.SelectSagaPage;
import dev.loxodonta.ingest.saga.statement.SelectSagaPage.Shown;
import dev.loxodonta.ingest.saga.statement.StoredSaga;
import dev.loxodonta.ingest.v1.ListSagasRequest;
import dev.loxodonta.ingest.v1.ListSagasResponse;
import dev.loxodonta.ingest.v1.SagaState;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** ListSagas. Thread-safe. */
@Singleton
public final class SagaList {

  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1_000;

  private final ProjectReader reader;

  SagaList(ProjectReader reader) {
    this.reader = reader;
  }

  /** Reads a page; fails with what the contract names. */
  public Mono<ListSagasResponse> read(ListSagasRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    Set<Shown> shown = shown(checks, request);
    UUID entityId = checks.uuidOrEmpty("entity_id", request.getEntityId());
    int size = checks.pageSize("page_size", request.getPageSize(), DEFAULT_SIZE, MAX_SIZE);
    ListSagasRequest scope =
        ListSagasRequest.newBuilder()
            .setProjectId(request.getProjectId())
            .addAllStatesValue(request.getStatesValueList())
            .setEntityId(request.getEntityId())
            .build();
    TimePosition after = TimePosition.parse(checks, request.getPageToken(), scope, "conditions");
    checks.throwIfAny();
    return reader
        .read(
            request.getProjectId(),
            ReadNeed.PRIMARY,
            (session, location) ->
                SelectSagaPage.run(session, location, shown, entityId, after, size + 1))
        .map(found -> answer(scope, size, found));
  }

  private static Set<Shown> shown(FieldChecks checks, ListSagasRequest request) {
    Set<Shown> shown = EnumSet.noneOf(Shown.class);
    for (int i = 0; i < request.getStatesCount(); i++) {
      SagaState state = request.getStates(i);
      switch (state) {
        case SAGA_STATE_RUNNING -> shown.add(Shown.RUNNING);
        case SAGA_STATE_WAITING -> shown.add(Shown.WAITING);
        case SAGA_STATE_COMPENSATING -> shown.add(Shown.COMPENSATING);
        case SAGA_STATE_DEAD -> shown.add(Shown.DEAD);
        case SAGA_STATE_DONE -> shown.add(Shown.DONE);
        case SAGA_STATE_COMPENSATED -> shown.add(Shown.COMPENSATED);
        case SAGA_STATE_UNSPECIFIED, UNRECOGNIZED ->
            checks.violation(
                "states[" + i + "]", request.getStatesValue(i), "a state other than UNSPECIFIED");
      }
    }
    return shown;
  }

  private static ListSagasResponse answer(
      ListSagasRequest scope, int size, List<StoredSaga> found) {
    boolean more = found.size() > size;
    List<StoredSaga> page = more ? found.subList(0, size) : found;
    ListSagasResponse.Builder response =
        ListSagasResponse.newBuilder().addAllSagas(page.stream().map(SagaMapper::toSaga).toList());
    if (more) {
      StoredSaga last = page.get(size - 1);
      response.setNextPageToken(new TimePosition(last.times().createdAt(), last.id()).token(scope));
    }
    return response.build();
  }
}
