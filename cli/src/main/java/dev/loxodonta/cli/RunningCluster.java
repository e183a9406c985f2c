package dev.loxodonta.cli;

import dev.loxodonta.cli.standalone.DataDirectory;
import dev.loxodonta.cli.standalone.Standalone;
import dev.loxodonta.cli.standalone.StandaloneSpec;
import dev.loxodonta.cli.terminal.Terminal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A cluster for the life of a command: it stops when the command ends or the JVM is told to. */
final class RunningCluster implements AutoCloseable {

  private final Standalone standalone;
  private final CountDownLatch closed = new CountDownLatch(1);

  private RunningCluster(Standalone standalone) {
    this.standalone = standalone;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-cluster"));
  }

  /** Starts the cluster and says what it does on the way. */
  static RunningCluster start(ClusterOptions options, PrintStream out) {
    StandaloneSpec spec = options.spec();
    DataDirectory data = new DataDirectory(spec.directory());
    if (options.fresh) {
      data.wipe();
    }
    LogFile.writeTo(data.log());
    out.printf("Starting PostgreSQL and the services in %s ...%n", spec.directory());
    long started = System.nanoTime();
    RunningCluster running = new RunningCluster(Standalone.start(spec));
    running.introduce(out, Duration.ofNanos(System.nanoTime() - started));
    return running;
  }

  /** The cluster. */
  Standalone standalone() {
    return standalone;
  }

  /** Waits until the JVM is told to end. */
  void awaitEnd() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    standalone.close();
    closed.countDown();
  }

  private void introduce(PrintStream out, Duration duration) {
    int shards = standalone.postgres().shards().size();
    int replicas = standalone.postgres().shard(1).replicas().size();
    out.printf(
        "Ready after %s: %d %s with %d %s each, PostgreSQL %s.%n",
        Terminal.format(duration),
        shards,
        shards == 1 ? "shard" : "shards",
        replicas,
        replicas == 1 ? "replica" : "replicas",
        standalone.postgres().binaries().version());
    out.printf(
        "gRPC on localhost:%d; http://localhost:%d/health and /prometheus.%n",
        standalone.grpcPort(), standalone.httpPort());
  }
}
