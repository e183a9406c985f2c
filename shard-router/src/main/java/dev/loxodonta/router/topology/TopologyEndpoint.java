package dev.loxodonta.router.topology;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.catalog.SelectProjectState;
import dev.loxodonta.router.grpc.Answers;
import dev.loxodonta.router.v1.GetTopologyRequest;
import dev.loxodonta.router.v1.GetTopologyResponse;
import dev.loxodonta.router.v1.LocateProjectRequest;
import dev.loxodonta.router.v1.LocateProjectResponse;
import dev.loxodonta.router.v1.TopologyServiceGrpc;
import dev.loxodonta.router.v1.WatchTopologyRequest;
import dev.loxodonta.router.v1.WatchTopologyResponse;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Location;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/** Gives out the map. */
@Singleton
final class TopologyEndpoint extends TopologyServiceGrpc.TopologyServiceImplBase {

  private final MapBoard board;
  private final CatalogDatabase catalog;

  TopologyEndpoint(MapBoard board, CatalogDatabase catalog) {
    this.board = board;
    this.catalog = catalog;
  }

  @Override
  public void getTopology(GetTopologyRequest request, StreamObserver<GetTopologyResponse> call) {
    Answers.one(call, () -> GetTopologyResponse.newBuilder().setTopology(board.topology()).build());
  }

  @Override
  public void watchTopology(
      WatchTopologyRequest request, StreamObserver<WatchTopologyResponse> call) {
    TopologyWatch watch = new TopologyWatch((ServerCallStreamObserver<WatchTopologyResponse>) call);
    board.join(watch);
    Thread.ofVirtual()
        .name("topology-watch")
        .start(
            () -> {
              try {
                watch.run();
              } finally {
                board.leave(watch);
              }
            });
  }

  @Override
  public void locateProject(
      LocateProjectRequest request, StreamObserver<LocateProjectResponse> call) {
    Answers.one(call, () -> locate(request.getProjectId()));
  }

  private LocateProjectResponse locate(long projectId) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", projectId);
    checks.throwIfAny();
    if (!catalog.read(connection -> SelectProjectState.isActive(connection, projectId))) {
      throw ServiceException.projectNotFound(projectId);
    }
    Location location = board.givenMap().locate(projectId);
    return LocateProjectResponse.newBuilder()
        .setSlot(location.slot().slot())
        .setSlotEpoch(location.slot().epoch())
        .setShard(TopologyMapper.toShard(location.shard(), board.figures()))
        .build();
  }
}
