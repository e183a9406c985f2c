package dev.loxodonta.bench.load;

import com.google.protobuf.MessageLite;
import dev.loxodonta.bench.cluster.LinuxProcesses;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Unary searches from several clients, each with a connection of its own and one call at a time, on
 * one thread. Like pgbench, it takes little of the processors that it shares with what it measures:
 * requests are bytes made beforehand, of answers only the status is read, and there is no gRPC
 * library between (with grpc-java's a call took 0.10 ms instead of 0.03 to 0.05). Closing it closes
 * the connections.
 */
public final class GrpcLoad implements Load, AutoCloseable {

  private final EventLoopGroup thread =
      new MultiThreadIoEventLoopGroup(
          1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  private final List<Channel> channels = new ArrayList<>();
  private final RequestFrames requests;

  /**
   * Connects.
   *
   * @param address host:port
   * @param method its full name, as {@code loxodonta.search.v1.SearchService/Search}
   * @param requests what is sent, in turns; each below 16 KiB
   * @param clients how many are busy at a time
   */
  public GrpcLoad(
      String address, String method, List<? extends MessageLite> requests, int clients) {
    this.requests = new RequestFrames(address, method, requests);
    int colon = address.lastIndexOf(':');
    Bootstrap bootstrap =
        new Bootstrap()
            .group(thread)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .remoteAddress(
                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new SearchConnection(GrpcLoad.this.requests));
                  }
                });
    for (int i = 0; i < clients; i++) {
      channels.add(bootstrap.connect().syncUninterruptibly().channel());
    }
  }

  @Override
  public Calls run(int seconds) {
    double before = ownSeconds();
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    List<CompletableFuture<long[]>> clients = new ArrayList<>();
    for (int i = 0; i < channels.size(); i++) {
      int first = i * requests.count() / channels.size();
      clients.add(new CallLoop(channels.get(i), requests.count(), first, end).start());
    }
    List<long[]> latencies = clients.stream().map(CompletableFuture::join).toList();
    double span = (System.nanoTime() - start) / 1e9;
    double cpu = ownSeconds() - before;
    return new Calls(
        latencies.stream().mapToLong(all -> all.length).sum(),
        span,
        latencies.stream().map(Quantiles::of).reduce(Quantiles::plus).orElseThrow(),
        cpu);
  }

  private static double ownSeconds() {
    return LinuxProcesses.ownSeconds(ProcessHandle.current().pid());
  }

  @Override
  public void close() {
    channels.forEach(Channel::close);
    thread.shutdownGracefully();
  }
}
