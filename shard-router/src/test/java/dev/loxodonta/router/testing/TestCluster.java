package dev.loxodonta.router.testing;

import dev.loxodonta.localpostgres.LocalPostgres;
import dev.loxodonta.localpostgres.LocalServer;
import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import dev.loxodonta.localpostgres.cluster.ClusterShard;
import dev.loxodonta.localpostgres.cluster.ClusterSpec;
import dev.loxodonta.localpostgres.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Two or more PostgreSQL servers that are not durable, and the settings of a router for them. */
public final class TestCluster implements AutoCloseable {

  public static final String SERVICE_PASSWORD = "a service's password";

  private final PostgresCluster servers;

  private TestCluster(PostgresCluster servers) {
    this.servers = servers;
  }

  public static TestCluster start(int shards, int replicas) {
    return new TestCluster(
        PostgresCluster.start(
            ClusterSpec.in(LocalPostgres.temporaryFolder().resolve("cluster"))
                .withShards(shards)
                .withReplicas(replicas)
                .withDurable(false)));
  }

  /** Starts one server of another build of PostgreSQL. */
  public static TestCluster start(PostgresBinaries binaries, Map<String, String> settings) {
    return new TestCluster(
        PostgresCluster.start(
            ClusterSpec.in(LocalPostgres.temporaryFolder().resolve("cluster"))
                .withShards(1)
                .withReplicas(0)
                .withDurable(false)
                .withBinaries(binaries)
                .withSettings(settings)));
  }

  public ClusterShard shard(int number) {
    return servers.shard(number);
  }

  /** Opens a connection as the owner to a shard's database on its primary. */
  public Connection connect(int shard) throws SQLException {
    return shard(shard).primary().connect("loxodonta");
  }

  /** Runs a statement on a shard's primary; returns its first value. */
  public String ask(int shard, String sql) {
    return String.valueOf(shard(shard).primary().execute("loxodonta", sql));
  }

  /** Runs a statement in the catalog; returns its first value. */
  public String askCatalog(String sql) {
    return String.valueOf(shard(1).primary().execute("loxodonta_catalog", sql));
  }

  public TestRouter startRouter() {
    return startRouter(Map.of());
  }

  public TestRouter startRouter(Map<String, Object> more) {
    Map<String, Object> settings = settings();
    settings.putAll(more);
    return TestRouter.start(settings);
  }

  /** Returns the settings of a router for these servers, on free ports. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("grpc.server.port", 0);
    settings.put("micronaut.server.port", -1);
    settings.put("loxodonta.catalog.host", "127.0.0.1");
    settings.put("loxodonta.catalog.port", shard(1).primary().port());
    settings.put("loxodonta.catalog.username", servers.login().user());
    settings.put("loxodonta.catalog.password", servers.login().password());
    settings.put("loxodonta.cluster.admin-username", servers.login().user());
    settings.put("loxodonta.cluster.admin-password", servers.login().password());
    settings.put("loxodonta.cluster.service-password", SERVICE_PASSWORD);
    settings.put("loxodonta.cluster.slots", 8);
    for (ClusterShard shard : servers.shards()) {
      addShard(settings, shard);
    }
    return settings;
  }

  @Override
  public void close() {
    servers.close();
  }

  private static void addShard(Map<String, Object> settings, ClusterShard shard) {
    String prefix = "loxodonta.cluster.shards[" + (shard.number() - 1) + "].";
    settings.put(prefix + "name", "shard-" + shard.number());
    int index = 0;
    for (LocalServer server : shard.servers()) {
      String node = prefix + "nodes[" + index + "].";
      settings.put(node + "name", "shard-" + shard.number() + "-node-" + index);
      settings.put(node + "host", server.host());
      settings.put(node + "port", server.port());
      index++;
    }
  }
}
