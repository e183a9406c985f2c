package dev.loxodonta.cli.standalone;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.localpostgres.cluster.ClusterSpec;
import dev.loxodonta.localpostgres.cluster.PostgresCluster;
import dev.loxodonta.service.RunningService;
import dev.loxodonta.topology.NodeStates;
import dev.loxodonta.topology.TopologyClient;
import io.micronaut.context.ApplicationContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running cluster on this machine: PostgreSQL servers, and router, ingest and search behind one
 * gRPC port. Thread-safe. Closing it stops the services first, then the servers; the data stay.
 */
public final class Standalone implements AutoCloseable {

  /** Servers and services share a machine that may be busy, as with the build before them. */
  private static final Map<String, Object> ON_ONE_MACHINE =
      Map.of(
          "loxodonta.postgres.connect-timeout", "10s", "loxodonta.postgres.acquire-timeout", "10s");

  private final PostgresCluster cluster;
  private final RunningService services;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Standalone(PostgresCluster cluster, RunningService services) {
    this.cluster = cluster;
    this.services = services;
  }

  /**
   * Starts everything and returns when every server answers and every service takes calls. The
   * caller closes it, also when the JVM ends.
   *
   * @throws dev.loxodonta.cli.terminal.Failure when a port is taken or the folder is of no use
   * @throws dev.loxodonta.localpostgres.binaries.LocalPostgresException when PostgreSQL fails
   * @throws dev.loxodonta.service.StartupException when a service fails
   */
  public static Standalone start(StandaloneSpec spec) {
    int grpcPort = FreePort.claim(spec.grpcPort());
    int httpPort = FreePort.claim(spec.httpPort());
    DataDirectory data = new DataDirectory(spec.directory());
    data.create();
    PostgresCluster cluster = PostgresCluster.start(clusterSpec(spec, data));
    try {
      String password = Secret.keptIn(data.servicePassword());
      Map<String, Object> settings = new LinkedHashMap<>();
      settings.put("grpc.server.port", grpcPort);
      settings.put("micronaut.server.port", httpPort);
      settings.putAll(ClusterSettings.router(cluster, password));
      settings.putAll(ClusterSettings.service(grpcPort, password));
      settings.putAll(ON_ONE_MACHINE);
      return whenWhole(new Standalone(cluster, RunningService.start("standalone", null, settings)));
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static Standalone whenWhole(Standalone standalone) {
    try (ClusterClient client = standalone.connect()) {
      ClusterWatch.awaitWhole(client);
      ClusterWatch.awaitSeen(
          standalone.context().getBean(TopologyClient.class),
          standalone.context().getBean(NodeStates.class));
      return standalone;
    } catch (RuntimeException e) {
      standalone.close();
      throw e;
    }
  }

  /** Opens a connection to the services; the caller closes it. */
  public ClusterClient connect() {
    return ClusterClient.connect("127.0.0.1:" + grpcPort());
  }

  /** The port of all gRPC services. */
  public int grpcPort() {
    return services.grpcPort();
  }

  /** The port of {@code /health} and {@code /prometheus}. */
  public int httpPort() {
    return services.httpPort();
  }

  /** The PostgreSQL servers; whoever stops some of them starts them again. */
  public PostgresCluster postgres() {
    return cluster;
  }

  /** The services' beans. */
  public ApplicationContext context() {
    return services.context();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        services.close();
      } finally {
        cluster.close();
      }
    }
  }

  private static ClusterSpec clusterSpec(StandaloneSpec spec, DataDirectory data) {
    ClusterSpec in = ClusterSpec.in(data.postgres());
    return new ClusterSpec(
        in.directory(),
        spec.shards(),
        spec.replicas(),
        in.binaries(),
        spec.durable(),
        false,
        in.settings());
  }
}
