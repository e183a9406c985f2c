package dev.loxodonta.bench.load;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One client: sends the next call when the one before is answered, until the time is over. */
final class CallLoop {

  private final Channel channel;
  private final MethodDescriptor<byte[], byte[]> method;
  private final List<byte[]> requests;
  private final long endNanos;
  private final CompletableFuture<Boolean> over = new CompletableFuture<>();
  private int next;
  private long[] latencies = new long[4_096];
  private int count;

  CallLoop(
      Channel channel,
      MethodDescriptor<byte[], byte[]> method,
      List<byte[]> requests,
      int first,
      long endNanos) {
    this.channel = channel;
    this.method = method;
    this.requests = requests;
    this.next = first;
    this.endNanos = endNanos;
  }

  void start() {
    ClientCall<byte[], byte[]> call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(new Answer(System.nanoTime()), new Metadata());
    call.request(2);
    call.sendMessage(requests.get(next++ % requests.size()));
    call.halfClose();
  }

  /** Waits for the last answer and returns all latencies in nanoseconds. */
  long[] await() {
    over.join();
    return Arrays.copyOf(latencies, count);
  }

  int count() {
    return count;
  }

  private void answered(long nanos) {
    if (count == latencies.length) {
      latencies = Arrays.copyOf(latencies, 2 * count);
    }
    latencies[count++] = nanos;
    if (System.nanoTime() < endNanos) {
      start();
    } else {
      over.complete(true);
    }
  }

  private final class Answer extends ClientCall.Listener<byte[]> {
    private final long startedNanos;

    Answer(long startedNanos) {
      this.startedNanos = startedNanos;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (status.isOk()) {
        answered(System.nanoTime() - startedNanos);
      } else {
        over.completeExceptionally(status.asRuntimeException(trailers));
      }
    }
  }
}
