package dev.loxodonta.router.cluster;

import dev.loxodonta.router.operation.Operation;
import dev.loxodonta.router.operation.OperationState;
import dev.loxodonta.router.v1.WatchOperationResponse;
import dev.loxodonta.service.error.ServiceException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.function.Supplier;

/** Sends an operation as often as it moves, to a watcher that is ready, until it has ended. */
final class OperationWatch {

  private static final long LOOK_AGAIN_MILLIS = 1_000;

  private final ServerCallStreamObserver<WatchOperationResponse> call;
  private final OperationSignals signals;
  private final Supplier<Operation> source;

  OperationWatch(
      ServerCallStreamObserver<WatchOperationResponse> call,
      OperationSignals signals,
      Supplier<Operation> source) {
    this.call = call;
    this.signals = signals;
    this.source = source;
  }

  /** Sends until the end, on the thread that calls. */
  void run(Operation first) {
    try {
      send(first);
      Operation last = first;
      while (last.state() == OperationState.RUNNING && !call.isCancelled()) {
        long seen = signals.moves();
        Operation next = source.get();
        if (!next.equals(last) && call.isReady()) {
          send(next);
          last = next;
        }
        if (last.state() == OperationState.RUNNING) {
          signals.await(seen, LOOK_AGAIN_MILLIS);
        }
      }
      if (!call.isCancelled()) {
        call.onCompleted();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ServiceException e) {
      call.onError(e);
    } catch (IllegalStateException | io.grpc.StatusRuntimeException e) {
      // The call ended between the question and the message.
    }
  }

  private void send(Operation operation) {
    call.onNext(
        WatchOperationResponse.newBuilder()
            .setOperation(OperationMapper.toMessage(operation))
            .build());
  }
}
