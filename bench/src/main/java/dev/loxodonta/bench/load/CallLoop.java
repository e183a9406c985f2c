package dev.loxodonta.bench.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** One client: sends the next call when the one before is answered, until the time is over. */
final class CallLoop implements SearchConnection.Caller {

  private final ChannelHandlerContext context;
  private final SearchConnection connection;
  private final int requests;
  private final long endNanos;
  private final CompletableFuture<long[]> latencies = new CompletableFuture<>();
  private int next;
  private long startedNanos;
  private long[] nanos = new long[4_096];
  private int count;

  /**
   * Prepares the calls.
   *
   * @param channel ends in a {@link SearchConnection}
   * @param requests how many there are
   * @param first the first one, from 0
   */
  CallLoop(Channel channel, int requests, int first, long endNanos) {
    this.context = channel.pipeline().context(SearchConnection.class);
    this.connection = channel.pipeline().get(SearchConnection.class);
    this.requests = requests;
    this.next = first;
    this.endNanos = endNanos;
  }

  /** Starts, and returns what will hold all latencies in nanoseconds. */
  CompletableFuture<long[]> start() {
    context.executor().execute(this::call);
    return latencies;
  }

  private void call() {
    startedNanos = System.nanoTime();
    connection.call(context, next++ % requests, this);
  }

  @Override
  public void answered() {
    long now = System.nanoTime();
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = now - startedNanos;
    if (now < endNanos) {
      call();
    } else {
      latencies.complete(Arrays.copyOf(nanos, count));
    }
  }

  @Override
  public void failed(Exception reason) {
    latencies.completeExceptionally(reason);
  }
}
