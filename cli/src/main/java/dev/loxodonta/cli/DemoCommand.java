package dev.loxodonta.cli;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.cli.demo.Demo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what Loxodonta does, on a cluster on this machine. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Run a whole cluster on this machine, load a reverse dictionary into it and search that."
            + " A second start finds the data there.")
final class DemoCommand implements Callable<Integer> {

  @Mixin ClusterOptions cluster = new ClusterOptions();

  @Option(names = "--once", description = "End after the searches instead of running on.")
  boolean once;

  @Override
  public Integer call() {
    try (RunningCluster running = RunningCluster.start(cluster, System.out)) {
      try (ClusterClient client =
          ClusterClient.connectPatiently("127.0.0.1:" + running.standalone().grpcPort())) {
        Demo.ofWordNet(client, System.out).run();
      }
      if (!once) {
        new DemoHints(running.standalone().grpcPort()).print(System.out);
        running.awaitSignal();
      }
      return 0;
    }
  }
}
