package dev.loxodonta.service.network;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of the process, with native epoll wherever its library loads. Daemon threads;
 * they end with the last bean that uses them. Thread-safe.
 */
@Singleton
public final class NetworkThreads {

  private static final long QUIET_SECONDS = 0;
  private static final long PATIENCE_SECONDS = 2;

  private final EventLoopGroup group;

  /** Starts no thread yet. */
  public NetworkThreads(NetworkConfig config) {
    this.group =
        new MultiThreadIoEventLoopGroup(
            config.threadsOn(Runtime.getRuntime().availableProcessors()),
            new DefaultThreadFactory("network", true),
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /** Returns the event loops. */
  public EventLoopGroup group() {
    return group;
  }

  /** Returns the kind of listening socket that these event loops serve. */
  public Class<? extends ServerSocketChannel> serverSocket() {
    return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** Ends the threads; waits up to two seconds. */
  @PreDestroy
  public void close() {
    group
        .shutdownGracefully(QUIET_SECONDS, PATIENCE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
