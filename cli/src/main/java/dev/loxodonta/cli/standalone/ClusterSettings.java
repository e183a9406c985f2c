package dev.loxodonta.cli.standalone;

import dev.loxodonta.localpostgres.LocalServer;
import dev.loxodonta.localpostgres.cluster.ClusterShard;
import dev.loxodonta.localpostgres.cluster.PostgresCluster;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings of services for a local PostgreSQL cluster, by their full keys. The catalog lies on
 * the first shard's primary. Pure, but for the ports that it asks the servers for.
 */
public final class ClusterSettings {

  private static final String DATABASE = "loxodonta";
  private static final String CATALOG_DATABASE = "loxodonta_catalog";
  private static final String SERVICE_ROLE = "loxo_service";

  private static final int LEAST_READS = 4;

  private ClusterSettings() {}

  /** Returns what the router needs: the catalog, the shards and the roles. */
  public static Map<String, Object> router(PostgresCluster cluster, String servicePassword) {
    LocalServer catalog = cluster.shard(1).primary();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("loxodonta.catalog.host", catalog.host());
    settings.put("loxodonta.catalog.port", catalog.port());
    settings.put("loxodonta.catalog.database", CATALOG_DATABASE);
    settings.put("loxodonta.catalog.username", cluster.login().user());
    settings.put("loxodonta.catalog.password", cluster.login().password());
    settings.put("loxodonta.cluster.admin-username", cluster.login().user());
    settings.put("loxodonta.cluster.admin-password", cluster.login().password());
    settings.put("loxodonta.cluster.service-username", SERVICE_ROLE);
    settings.put("loxodonta.cluster.service-password", servicePassword);
    cluster.shards().forEach(shard -> addShard(shard, settings));
    return settings;
  }

  /**
   * Returns what ingest and search need: the router, their role, and how many reads the servers,
   * which are on this machine, run at once.
   *
   * @param routerPort where the router answers on this machine
   */
  public static Map<String, Object> service(int routerPort, String servicePassword) {
    return Map.of(
        "loxodonta.router.address",
        "127.0.0.1:" + routerPort,
        "loxodonta.postgres.username",
        SERVICE_ROLE,
        "loxodonta.postgres.password",
        servicePassword,
        "loxodonta.postgres.concurrent-reads",
        Math.max(LEAST_READS, 2 * Runtime.getRuntime().availableProcessors()));
  }

  private static void addShard(ClusterShard shard, Map<String, Object> settings) {
    String name = "shard-" + shard.number();
    String key = "loxodonta.cluster.shards[" + (shard.number() - 1) + "]";
    settings.put(key + ".name", name);
    settings.put(key + ".database", DATABASE);
    addNode(name + "-primary", shard.primary(), key + ".nodes[0]", settings);
    for (int i = 1; i <= shard.replicas().size(); i++) {
      LocalServer replica = shard.replicas().get(i - 1);
      addNode(name + "-replica-" + i, replica, key + ".nodes[" + i + "]", settings);
    }
  }

  private static void addNode(
      String name, LocalServer server, String key, Map<String, Object> settings) {
    settings.put(key + ".name", name);
    settings.put(key + ".host", server.host());
    settings.put(key + ".port", server.port());
  }
}
