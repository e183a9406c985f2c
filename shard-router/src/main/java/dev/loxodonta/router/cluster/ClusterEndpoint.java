package dev.loxodonta.router.cluster;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.grpc.Answers;
import dev.loxodonta.router.isolation.IsolationStart;
import dev.loxodonta.router.operation.Operation;
import dev.loxodonta.router.operation.OperationRows;
import dev.loxodonta.router.upkeep.RebuildStart;
import dev.loxodonta.router.v1.CancelOperationRequest;
import dev.loxodonta.router.v1.CancelOperationResponse;
import dev.loxodonta.router.v1.ClusterServiceGrpc;
import dev.loxodonta.router.v1.ConfirmReembedRequest;
import dev.loxodonta.router.v1.ConfirmReembedResponse;
import dev.loxodonta.router.v1.GetOperationRequest;
import dev.loxodonta.router.v1.GetOperationResponse;
import dev.loxodonta.router.v1.IsolateProjectRequest;
import dev.loxodonta.router.v1.IsolateProjectResponse;
import dev.loxodonta.router.v1.ListOperationsRequest;
import dev.loxodonta.router.v1.ListOperationsResponse;
import dev.loxodonta.router.v1.RebuildIndexesRequest;
import dev.loxodonta.router.v1.RebuildIndexesResponse;
import dev.loxodonta.router.v1.ReembedProjectRequest;
import dev.loxodonta.router.v1.ReembedProjectResponse;
import dev.loxodonta.router.v1.RollBackReembedRequest;
import dev.loxodonta.router.v1.RollBackReembedResponse;
import dev.loxodonta.router.v1.WatchOperationRequest;
import dev.loxodonta.router.v1.WatchOperationResponse;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Answers calls about operations. */
@Singleton
final class ClusterEndpoint extends ClusterServiceGrpc.ClusterServiceImplBase {

  private static final int DEFAULT_PAGE = 100;
  private static final int MAX_PAGE = 1_000;
  private static final UUID LAST = new UUID(-1, -1);

  private final CatalogDatabase catalog;
  private final IsolationStart isolation;
  private final RebuildStart rebuilds;
  private final ReembedCalls reembedding;
  private final OperationCancelling cancelling;
  private final OperationSignals signals;

  ClusterEndpoint(
      CatalogDatabase catalog,
      IsolationStart isolation,
      RebuildStart rebuilds,
      ReembedCalls reembedding,
      OperationCancelling cancelling,
      OperationSignals signals) {
    this.catalog = catalog;
    this.isolation = isolation;
    this.rebuilds = rebuilds;
    this.reembedding = reembedding;
    this.cancelling = cancelling;
    this.signals = signals;
  }

  @Override
  public void isolateProject(
      IsolateProjectRequest request, StreamObserver<IsolateProjectResponse> call) {
    Answers.one(
        call,
        () -> {
          FieldChecks checks = new FieldChecks();
          checks.projectId("project_id", request.getProjectId());
          checks.throwIfAny();
          return IsolateProjectResponse.newBuilder()
              .setOperation(OperationMapper.toMessage(isolation.start(request.getProjectId())))
              .build();
        });
  }

  @Override
  public void rebuildIndexes(
      RebuildIndexesRequest request, StreamObserver<RebuildIndexesResponse> call) {
    Answers.one(
        call,
        () ->
            RebuildIndexesResponse.newBuilder()
                .setOperation(OperationMapper.toMessage(rebuild(request)))
                .build());
  }

  private Operation rebuild(RebuildIndexesRequest request) {
    FieldChecks checks = new FieldChecks();
    boolean bySlot = request.hasSlot();
    if (bySlot) {
      checks.check(request.getSlot() >= 0, "slot", request.getSlot(), "a slot of the map");
    } else {
      checks.projectId("project_id", request.getProjectId());
    }
    checks.throwIfAny();
    return bySlot
        ? rebuilds.ofSlot(request.getSlot(), request.getOnlyDegraded())
        : rebuilds.ofProject(request.getProjectId(), request.getOnlyDegraded());
  }

  @Override
  public void reembedProject(
      ReembedProjectRequest request, StreamObserver<ReembedProjectResponse> call) {
    Answers.one(
        call,
        () ->
            ReembedProjectResponse.newBuilder()
                .setOperation(OperationMapper.toMessage(reembedding.start(request)))
                .build());
  }

  @Override
  public void rollBackReembed(
      RollBackReembedRequest request, StreamObserver<RollBackReembedResponse> call) {
    Answers.one(
        call,
        () ->
            RollBackReembedResponse.newBuilder()
                .setOperation(OperationMapper.toMessage(reembedding.rollBack(request)))
                .build());
  }

  @Override
  public void confirmReembed(
      ConfirmReembedRequest request, StreamObserver<ConfirmReembedResponse> call) {
    Answers.one(
        call,
        () ->
            ConfirmReembedResponse.newBuilder()
                .setOperation(OperationMapper.toMessage(reembedding.confirm(request)))
                .build());
  }

  @Override
  public void cancelOperation(
      CancelOperationRequest request, StreamObserver<CancelOperationResponse> call) {
    Answers.one(
        call,
        () ->
            CancelOperationResponse.newBuilder()
                .setOperation(
                    OperationMapper.toMessage(
                        cancelling.cancel(find(operationId(request.getOperationId())))))
                .build());
  }

  @Override
  public void getOperation(GetOperationRequest request, StreamObserver<GetOperationResponse> call) {
    Answers.one(
        call,
        () ->
            GetOperationResponse.newBuilder()
                .setOperation(
                    OperationMapper.toMessage(find(operationId(request.getOperationId()))))
                .build());
  }

  @Override
  public void listOperations(
      ListOperationsRequest request, StreamObserver<ListOperationsResponse> call) {
    Answers.one(call, () -> list(request));
  }

  @Override
  public void watchOperation(
      WatchOperationRequest request, StreamObserver<WatchOperationResponse> call) {
    UUID operationId = operationId(request.getOperationId());
    Operation first = find(operationId);
    OperationWatch watch =
        new OperationWatch(
            (ServerCallStreamObserver<WatchOperationResponse>) call,
            signals,
            () -> find(operationId));
    Thread.ofVirtual().name("operation-watch").start(() -> watch.run(first));
  }

  private static UUID operationId(String text) {
    FieldChecks checks = new FieldChecks();
    UUID id = checks.uuid("operation_id", text);
    checks.throwIfAny();
    return Objects.requireNonNull(id);
  }

  private Operation find(UUID operationId) {
    return catalog
        .read(c -> OperationRows.find(c, operationId))
        .orElseThrow(
            () ->
                ServiceException.builder(
                        ErrorReason.OPERATION_NOT_FOUND,
                        "operation " + operationId + " does not exist")
                    .metadata("operation_id", operationId)
                    .build());
  }

  private ListOperationsResponse list(ListOperationsRequest request) {
    FieldChecks checks = new FieldChecks();
    int size = checks.pageSize("page_size", request.getPageSize(), DEFAULT_PAGE, MAX_PAGE);
    UUID token = checks.uuidOrEmpty("page_token", request.getPageToken());
    checks.throwIfAny();
    UUID before = token == null ? LAST : token;
    List<Operation> found = catalog.read(c -> OperationRows.page(c, before, size + 1));
    ListOperationsResponse.Builder response = ListOperationsResponse.newBuilder();
    found.stream().limit(size).map(OperationMapper::toMessage).forEach(response::addOperations);
    if (found.size() > size) {
      response.setNextPageToken(found.get(size - 1).operationId().toString());
    }
    return response.build();
  }
}
