package dev.loxodonta.bench.load;

import com.google.protobuf.MessageLite;
import dev.loxodonta.bench.cluster.LinuxProcesses;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Unary searches from several clients, each with a connection of its own and one call at a time.
 * Requests are bytes made beforehand and answers are not parsed, on one thread: a client that takes
 * little of the processors that it shares with what it measures. Closing it closes the connections.
 */
public final class GrpcLoad implements Load, AutoCloseable {

  private static final int MAX_ANSWER_BYTES = 64 << 20;

  private final EventLoopGroup thread =
      new MultiThreadIoEventLoopGroup(
          1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final MethodDescriptor<byte[], byte[]> method;
  private final List<byte[]> requests;

  /**
   * Prepares the calls.
   *
   * @param address host:port
   * @param method its full name, as {@code loxodonta.search.v1.SearchService/Search}
   * @param requests what is sent, in turns
   * @param clients how many are busy at a time
   */
  public GrpcLoad(
      String address, String method, List<? extends MessageLite> requests, int clients) {
    this.method = RawBytes.method(method);
    this.requests = requests.stream().map(MessageLite::toByteArray).toList();
    for (int i = 0; i < clients; i++) {
      channels.add(
          NettyChannelBuilder.forTarget(address)
              .usePlaintext()
              .eventLoopGroup(thread)
              .channelType(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
              .directExecutor()
              .maxInboundMessageSize(MAX_ANSWER_BYTES)
              .build());
    }
  }

  @Override
  public Calls run(int seconds) {
    double before = ownSeconds();
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    List<CallLoop> loops = new ArrayList<>();
    for (int i = 0; i < channels.size(); i++) {
      int first = i * requests.size() / channels.size();
      CallLoop loop = new CallLoop(channels.get(i), method, requests, first, end);
      loops.add(loop);
      loop.start();
    }
    Quantiles latencies =
        loops.stream()
            .map(CallLoop::await)
            .map(Quantiles::of)
            .reduce(Quantiles::plus)
            .orElseThrow();
    long count = loops.stream().mapToLong(CallLoop::count).sum();
    double span = (System.nanoTime() - start) / 1e9;
    return new Calls(count, span, latencies, ownSeconds() - before);
  }

  private static double ownSeconds() {
    return LinuxProcesses.ownSeconds(ProcessHandle.current().pid());
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    thread.shutdownGracefully();
  }
}
