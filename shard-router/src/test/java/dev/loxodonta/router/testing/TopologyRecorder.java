package dev.loxodonta.router.testing;

import dev.loxodonta.router.v1.Topology;
import dev.loxodonta.router.v1.TopologyServiceGrpc;
import dev.loxodonta.router.v1.WatchTopologyRequest;
import dev.loxodonta.router.v1.WatchTopologyResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Watches the map and keeps the last one and the projects that were named. */
public final class TopologyRecorder
    implements ClientResponseObserver<WatchTopologyRequest, WatchTopologyResponse> {

  private final boolean reads;
  private final Set<Long> changedProjects = ConcurrentHashMap.newKeySet();
  private volatile Topology last = Topology.getDefaultInstance();
  private volatile @Nullable ClientCallStreamObserver<WatchTopologyRequest> call;

  private TopologyRecorder(boolean reads) {
    this.reads = reads;
  }

  public static TopologyRecorder start(TestRouter router) {
    return start(router, new TopologyRecorder(true));
  }

  /** Opens a watch and never takes a message from it. */
  public static TopologyRecorder startWithoutReading(TestRouter router) {
    return start(router, new TopologyRecorder(false));
  }

  public Topology last() {
    return last;
  }

  public boolean matches(Predicate<Topology> condition) {
    return last.getShardsCount() > 0 && condition.test(last);
  }

  public Set<Long> changedProjects() {
    return changedProjects;
  }

  public void cancel() {
    ClientCallStreamObserver<WatchTopologyRequest> open = call;
    if (open != null) {
      open.cancel("the test has ended", null);
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<WatchTopologyRequest> observer) {
    call = observer;
    if (!reads) {
      observer.disableAutoRequestWithInitial(0);
    }
  }

  @Override
  public void onNext(WatchTopologyResponse message) {
    last = message.getTopology();
    changedProjects.addAll(message.getChangedProjectIdsList());
  }

  @Override
  public void onError(Throwable failure) {}

  @Override
  public void onCompleted() {}

  private static TopologyRecorder start(TestRouter router, TopologyRecorder recorder) {
    TopologyServiceGrpc.newStub(router.channel())
        .watchTopology(WatchTopologyRequest.getDefaultInstance(), recorder);
    return recorder;
  }
}
