package dev.loxodonta.localpostgres.cluster;

import dev.loxodonta.localpostgres.DirectoryLock;
import dev.loxodonta.localpostgres.LocalServer;
import dev.loxodonta.localpostgres.Login;
import dev.loxodonta.localpostgres.ServerSpec;
import dev.loxodonta.localpostgres.binaries.Folders;
import dev.loxodonta.localpostgres.binaries.LocalPostgresException;
import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Shards with streaming replicas, all on this machine and under one folder. */
public final class PostgresCluster implements AutoCloseable {
  private final PostgresBinaries binaries;
  private final Login login;
  private final List<ClusterShard> shards;
  private final DirectoryLock directoryLock;

  private PostgresCluster(
      PostgresBinaries binaries,
      Login login,
      List<ClusterShard> shards,
      DirectoryLock directoryLock) {
    this.binaries = binaries;
    this.login = login;
    this.shards = List.copyOf(shards);
    this.directoryLock = directoryLock;
  }

  /**
   * Makes a cluster, or brings up again the one in the folder, with its data, its size and, where
   * they are free, its ports; it may grow meanwhile, not shrink. All shards start at the same time.
   * Returns when all replicas stream. A server that was promoted since the last start stays the
   * primary; the one it replaced is set aside and copied anew.
   *
   * @throws LocalPostgresException when the folder is in use, holds foreign files, was made by
   *     another major version, has more shards or replicas than asked for, or a server does not
   *     start; nothing runs then
   */
  public static PostgresCluster start(ClusterSpec spec) {
    PostgresBinaries found = spec.binaries();
    PostgresBinaries binaries = found == null ? PostgresBinaries.locate() : found;
    DirectoryLock lock = DirectoryLock.take(spec.directory());
    try {
      Optional<ClusterLayout> before = ClusterLayout.read(spec.directory());
      ClusterLayout layout = ClusterLayout.of(spec, before);
      // Before any data directory is made: they take this password.
      (before.isPresent() ? before.get() : layout).write(spec.directory());
      List<ClusterShard> shards = startShards(layout, template(spec, binaries, layout));
      layout.withPorts(ports(shards)).write(spec.directory());
      return new PostgresCluster(binaries, layout.login(), shards, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Deletes a cluster with all its data; nothing happens when the folder is missing or empty.
   *
   * @throws LocalPostgresException when the cluster is in use, or the folder is something else
   */
  @SuppressWarnings("try")
  public static void wipe(Path directory) {
    Path folder = directory.toAbsolutePath().normalize();
    if (Files.notExists(folder) || Folders.list(folder, "*").isEmpty()) {
      return;
    }
    try (DirectoryLock ignored = DirectoryLock.take(folder)) {
      Folders.list(folder, "shard-*").stream()
          .flatMap(shard -> Folders.list(shard, "node-*").stream())
          .forEach(LocalServer::stopOrphan);
      Folders.list(folder, "shard-*").forEach(Folders::delete);
      Folders.list(folder, "cluster.properties*").forEach(Folders::delete);
    }
  }

  /** The shards in the order of their numbers. */
  public List<ClusterShard> shards() {
    return shards;
  }

  /** The shard with a number from 1 on. */
  public ClusterShard shard(int number) {
    return shards.get(number - 1);
  }

  /** The superuser of all servers: {@code loxo_admin} with a random password. */
  public Login login() {
    return login;
  }

  public PostgresBinaries binaries() {
    return binaries;
  }

  /** Stops all servers and gives the folder free; the data stay. */
  @Override
  public void close() {
    try {
      Concurrently.forEach(shards, ClusterShard::close);
    } finally {
      directoryLock.close();
    }
  }

  private static ServerSpec template(
      ClusterSpec spec, PostgresBinaries binaries, ClusterLayout layout) {
    return ServerSpec.in(spec.directory(), binaries, layout.login())
        .withDurable(spec.durable())
        .withStopOnShutdown(spec.stopOnShutdown())
        .withSettings(spec.settings());
  }

  private static List<ClusterShard> startShards(ClusterLayout layout, ServerSpec template) {
    return Concurrently.map(
        IntStream.rangeClosed(1, layout.shards()).boxed().toList(),
        number -> new ShardStart(number, layout, template).start(),
        ClusterShard::close);
  }

  private static Map<String, Integer> ports(List<ClusterShard> shards) {
    Map<String, Integer> ports = new HashMap<>();
    for (ClusterShard shard : shards) {
      for (LocalServer server : shard.servers()) {
        Path home = server.folder().home();
        ports.put("shard-" + shard.number() + "." + home.getFileName(), server.port());
      }
    }
    return ports;
  }
}
