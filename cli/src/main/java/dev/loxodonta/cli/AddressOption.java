package dev.loxodonta.cli;

import dev.loxodonta.cli.client.ClusterClient;
import picocli.CommandLine.Option;

/** The option of the commands that call a running cluster. */
final class AddressOption {

  @Option(
      names = "--address",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:7700",
      description = "Where the services answer. Default: ${DEFAULT-VALUE}.")
  String address = "localhost:7700";

  /** Opens the connection; the caller closes it. */
  ClusterClient connect() {
    return ClusterClient.connect(address);
  }
}
