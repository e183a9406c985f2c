package dev.loxodonta.cli.system;

import dev.loxodonta.localpostgres.LocalPostgres;
import dev.loxodonta.localpostgres.LocalServer;
import dev.loxodonta.localpostgres.cluster.ClusterShard;
import dev.loxodonta.localpostgres.cluster.ClusterSpec;
import dev.loxodonta.localpostgres.cluster.PostgresCluster;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL cluster, and router, ingest and search as processes of their own with the example
 * configurations of {@code deploy/config}. Each process has the class path of its own module only.
 */
final class ServiceProcesses implements AutoCloseable {

  private static final Path CONFIG = Path.of("..", "deploy", "config").toAbsolutePath();
  private static final List<String> MODULES =
      List.of("shard-router", "ingest-service", "search-service");

  private final PostgresCluster postgres;
  private final Map<String, String> environment = new HashMap<>();
  private final int routerPort = freePort();
  private final int ingestPort = freePort();
  private final int searchPort = freePort();
  private final JavaProcess router;
  private final JavaProcess ingest;
  private final JavaProcess search;

  /** Starts all of it and returns when the three services take calls. */
  ServiceProcesses() throws IOException {
    Path folder = LocalPostgres.temporaryFolder();
    postgres =
        PostgresCluster.start(
            ClusterSpec.in(folder.resolve("postgres"))
                .withShards(2)
                .withReplicas(1)
                .withDurable(false));
    describeCluster(folder);
    router = start("shard-router", "dev.loxodonta.router.ShardRouter", "router", routerPort);
    router.awaitLine("shard-router is ready");
    ingest = start("ingest-service", "dev.loxodonta.ingest.IngestService", "ingest", ingestPort);
    search =
        start("search-service", "dev.loxodonta.search.SearchApplication", "search", searchPort);
    ingest.awaitLine("ingest-service is ready");
    search.awaitLine("search-service is ready");
  }

  JavaProcess router() {
    return router;
  }

  JavaProcess ingest() {
    return ingest;
  }

  JavaProcess search() {
    return search;
  }

  String routerAddress() {
    return "localhost:" + routerPort;
  }

  String ingestAddress() {
    return "localhost:" + ingestPort;
  }

  String searchAddress() {
    return "localhost:" + searchPort;
  }

  @Override
  public void close() {
    List.of(search, ingest, router).forEach(JavaProcess::close);
    postgres.close();
  }

  private void describeCluster(Path folder) throws IOException {
    Path admin = folder.resolve("admin-password");
    Path service = folder.resolve("service-password");
    Files.writeString(admin, postgres.login().password() + "\n");
    Files.writeString(service, "only-for-this-test\n");
    environment.put("ADMIN_PASSWORD_FILE", admin.toString());
    environment.put("SERVICE_PASSWORD_FILE", service.toString());
    environment.put("ROUTER_ADDRESS", routerAddress());
    // Eight processes that start on two cores take their time.
    environment.put("LOXODONTA_POSTGRES_CONNECT_TIMEOUT", "15s");
    environment.put("LOXODONTA_POSTGRES_ACQUIRE_TIMEOUT", "15s");
    describe("CATALOG", postgres.shard(1).primary());
    for (ClusterShard shard : postgres.shards()) {
      describe("SHARD_" + shard.number() + "_PRIMARY", shard.primary());
      describe("SHARD_" + shard.number() + "_REPLICA", shard.replicas().get(0));
    }
  }

  private void describe(String name, LocalServer server) {
    environment.put(name + "_HOST", server.host());
    environment.put(name + "_PORT", Integer.toString(server.port()));
  }

  private JavaProcess start(String module, String mainClass, String config, int port)
      throws IOException {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("GRPC_PORT", Integer.toString(port));
    variables.put("HTTP_PORT", Integer.toString(freePort()));
    return JavaProcess.start(
        entry -> belongsTo(module, entry),
        variables,
        mainClass,
        CONFIG.resolve(config + ".yaml").toString());
  }

  private static boolean belongsTo(String module, String entry) {
    boolean ofTheCli = entry.contains("/cli/target") || entry.contains("local-postgres");
    boolean ofAnother =
        MODULES.stream().filter(other -> !other.equals(module)).anyMatch(entry::contains);
    return !ofTheCli && !ofAnother;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
