package dev.loxodonta.cli;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.cli.client.ClusterReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the state of a cluster. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Show the nodes with role, health and lag, the projects and the operations.")
final class StatusCommand implements Callable<Integer> {

  @Mixin AddressOption server = new AddressOption();

  @Override
  public Integer call() {
    try (ClusterClient client = server.connect()) {
      System.out.print(new ClusterReport(client).text());
      return 0;
    }
  }
}
