package dev.loxodonta.localpostgres.cluster;

import dev.loxodonta.localpostgres.LocalPrimary;
import dev.loxodonta.localpostgres.LocalReplica;
import dev.loxodonta.localpostgres.LocalServer;
import dev.loxodonta.localpostgres.ServerFolder;
import dev.loxodonta.localpostgres.ServerSpec;
import dev.loxodonta.localpostgres.binaries.Folders;
import dev.loxodonta.localpostgres.binaries.LocalPostgresException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the servers of one shard in the roles that their data directories tell. */
final class ShardStart {
  private static final Logger log = LoggerFactory.getLogger(ShardStart.class);

  private final int shard;
  private final Path folder;
  private final ClusterLayout layout;
  private final ServerSpec template;

  /**
   * @param template what all servers have in common; its directory is the cluster's
   */
  ShardStart(int shard, ClusterLayout layout, ServerSpec template) {
    this.shard = shard;
    this.folder = template.directory().resolve("shard-" + shard);
    this.layout = layout;
    this.template = template;
  }

  static String node(int shard, int node) {
    return "shard-" + shard + ".node-" + node;
  }

  ClusterShard start() {
    List<Integer> nodes = IntStream.rangeClosed(1, 1 + layout.replicas()).boxed().toList();
    nodes.stream().map(this::home).filter(Files::isDirectory).forEach(LocalServer::stopOrphan);
    int primaryNode = primaryOf(nodes);
    nodes.stream().filter(node -> node != primaryNode).forEach(this::setAside);
    LocalPrimary primary =
        LocalPrimary.start(
            template.withDirectory(home(primaryNode)).withPort(rememberedPort(primaryNode)));
    try {
      List<LocalReplica> replicas =
          Concurrently.map(
              nodes.stream().filter(node -> node != primaryNode).toList(),
              node -> startReplica(primary, node),
              LocalReplica::close);
      return new ClusterShard(shard, primary, replicas);
    } catch (RuntimeException e) {
      primary.close();
      throw e;
    }
  }

  private LocalReplica startReplica(LocalPrimary primary, int node) {
    return primary.startReplica(
        "shard_" + shard + "_node_" + node, home(node), rememberedPort(node));
  }

  private int primaryOf(List<Integer> nodes) {
    List<Integer> made = nodes.stream().filter(node -> server(node).hasData()).toList();
    if (made.isEmpty()) {
      return nodes.get(0);
    }
    // After a failover the promoted server is on a higher timeline than the one it replaced.
    return made.stream()
        .filter(node -> !server(node).isStandby())
        .max(Comparator.comparingInt(node -> server(node).timeline()))
        .orElseThrow(
            () ->
                new LocalPostgresException(
                    "The shard in %s has replicas only and no primary: promote one by deleting its standby.signal."
                        .formatted(folder)));
  }

  // It may hold writes that its successor never got, so it is kept, though no longer used.
  private void setAside(int node) {
    ServerFolder server = server(node);
    if (!server.hasData() || server.isStandby()) {
      return;
    }
    Path kept = server.home().resolve("pgdata.superseded");
    log.warn("{} was replaced by another primary; its data are kept in {}.", home(node), kept);
    try {
      Folders.delete(kept);
      Files.move(server.data(), kept, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ServerFolder server(int node) {
    return new ServerFolder(home(node));
  }

  private Path home(int node) {
    return folder.resolve("node-" + node);
  }

  private int rememberedPort(int node) {
    return layout.port(node(shard, node));
  }
}
