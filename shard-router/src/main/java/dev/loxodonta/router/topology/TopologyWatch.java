package dev.loxodonta.router.topology;

import dev.loxodonta.router.v1.Topology;
import dev.loxodonta.router.v1.WatchTopologyResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One watcher of the map. What it has not yet taken is replaced by what is newer, so it costs one
 * map at most however slow it is; changed projects are collected. Sends on its own thread.
 */
final class TopologyWatch {

  private final ServerCallStreamObserver<WatchTopologyResponse> call;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stirred = lock.newCondition();
  private Set<Long> changedProjects = new TreeSet<>();
  private @Nullable Topology newest;
  private boolean dirty;
  private boolean ended;

  /** Must be made before the call's method returns. */
  TopologyWatch(ServerCallStreamObserver<WatchTopologyResponse> call) {
    this.call = call;
    call.setOnReadyHandler(() -> stir(() -> {}));
    call.setOnCancelHandler(() -> stir(() -> ended = true));
  }

  void offer(Topology topology) {
    stir(
        () -> {
          newest = topology;
          dirty = true;
        });
  }

  void changed(long projectId) {
    stir(
        () -> {
          changedProjects.add(projectId);
          dirty = true;
        });
  }

  /** Ends the stream: the router stops, and the watcher goes to another one. */
  void end() {
    stir(() -> ended = true);
  }

  /** Sends until the watcher is gone. */
  void run() {
    try {
      for (WatchTopologyResponse message = next(); message != null; message = next()) {
        call.onNext(message);
      }
      if (!call.isCancelled()) {
        call.onCompleted();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException | io.grpc.StatusRuntimeException e) {
      // The call ended between the question and the message.
    }
  }

  private @Nullable WatchTopologyResponse next() throws InterruptedException {
    lock.lock();
    try {
      while (!ended && !(dirty && newest != null && call.isReady())) {
        stirred.await();
      }
      return ended ? null : take();
    } finally {
      lock.unlock();
    }
  }

  private WatchTopologyResponse take() {
    WatchTopologyResponse.Builder message =
        WatchTopologyResponse.newBuilder().addAllChangedProjectIds(changedProjects);
    if (newest != null) {
      message.setTopology(newest);
    }
    changedProjects = new TreeSet<>();
    dirty = false;
    return message.build();
  }

  private void stir(Runnable change) {
    lock.lock();
    try {
      change.run();
      stirred.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
