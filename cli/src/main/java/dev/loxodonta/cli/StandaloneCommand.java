package dev.loxodonta.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a cluster on this machine until it is told to stop. */
@Command(
    name = "standalone",
    mixinStandardHelpOptions = true,
    description =
        "Run a whole cluster on this machine: PostgreSQL shards with replicas, router, ingest and"
            + " search. Ends with Ctrl-C; the data stay.")
final class StandaloneCommand implements Callable<Integer> {

  @Mixin ClusterOptions cluster = new ClusterOptions();

  @Override
  public Integer call() {
    try (RunningCluster running = RunningCluster.start(cluster, System.out)) {
      System.out.println("Stop it with Ctrl-C; the data stay.");
      running.awaitSignal();
      return 0;
    }
  }
}
