package dev.loxodonta.cli;

import dev.loxodonta.cli.standalone.DataDirectory;
import dev.loxodonta.cli.standalone.Standalone;
import dev.loxodonta.cli.standalone.StandaloneSpec;
import dev.loxodonta.cli.terminal.Terminal;
import dev.loxodonta.service.StopSignals;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A cluster for the life of a command: it stops when the command ends or a signal comes. */
final class RunningCluster implements AutoCloseable {

  private static volatile boolean stopping;

  private final Standalone standalone;

  private RunningCluster(Standalone standalone) {
    this.standalone = standalone;
    Thread.ofPlatform().daemon().name("stop-signals").start(this::stopOnSignal);
  }

  /** Says whether a signal came; calls that fail from then on are nobody's fault. */
  static boolean isStopping() {
    return stopping;
  }

  /** Starts the cluster and says what it does on the way. */
  static RunningCluster start(ClusterOptions options, PrintStream out) {
    StandaloneSpec spec = options.spec();
    DataDirectory data = new DataDirectory(spec.directory());
    data.create();
    LogFile.writeTo(data.log());
    if (options.fresh) {
      data.wipe();
    }
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

  /** Waits for the signal that ends the JVM; never returns. */
  void awaitSignal() {
    while (true) {
      LockSupport.park(this);
    }
  }

  @Override
  public void close() {
    standalone.close();
  }

  private void stopOnSignal() {
    int status = StopSignals.await();
    stopping = true;
    standalone.close();
    System.exit(status);
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
