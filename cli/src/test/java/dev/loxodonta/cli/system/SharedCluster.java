package dev.loxodonta.cli.system;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.cli.standalone.Standalone;
import dev.loxodonta.cli.standalone.StandaloneSpec;
import dev.loxodonta.localpostgres.binaries.Folders;
import dev.loxodonta.localpostgres.binaries.ServerUser;
import dev.loxodonta.localpostgres.cluster.ClusterShard;
import dev.loxodonta.router.v1.LocateProjectRequest;
import dev.loxodonta.router.v1.Shard;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** The cluster that the system tests of a JVM share: two shards with a streaming replica each. */
final class SharedCluster {

  private static final AtomicLong PROJECT_IDS = new AtomicLong(10_000);

  private SharedCluster() {}

  private static final class Holder {
    private static final Standalone STANDALONE = startShared();
    private static final ClusterClient CLIENT = STANDALONE.connect();
  }

  static Standalone standalone() {
    return Holder.STANDALONE;
  }

  static ClusterClient client() {
    return Holder.CLIENT;
  }

  static String address() {
    return "localhost:" + standalone().grpcPort();
  }

  /** Returns a project id that no other test has. */
  static long newProjectId() {
    return PROJECT_IDS.incrementAndGet();
  }

  /** Returns a new project's id whose slot lies on a shard. */
  static long newProjectIdOn(int shardNumber, Projects projects) {
    while (true) {
      long id = newProjectId();
      projects.create(id, 4);
      if (shardOf(id).number() == shardNumber) {
        return id;
      }
    }
  }

  /** Returns the servers of the shard that a project lives on. */
  static ClusterShard shardOf(long projectId) {
    Shard shard =
        client()
            .topology()
            .locateProject(LocateProjectRequest.newBuilder().setProjectId(projectId).build())
            .getShard();
    return standalone().postgres().shard(shard.getShardId());
  }

  private static Standalone startShared() {
    Path folder =
        Path.of(
            System.getProperty("java.io.tmpdir"), "loxo-system-" + ProcessHandle.current().pid());
    ServerUser.current().createOwnFolder(folder);
    Standalone standalone =
        Standalone.start(
            StandaloneSpec.in(folder.resolve("data")).withSize(2, 1).withoutDurability());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(standalone, folder)));
    return standalone;
  }

  private static void remove(Standalone standalone, Path folder) {
    standalone.close();
    Folders.delete(folder);
  }
}
