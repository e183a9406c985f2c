package dev.loxodonta.cli;

import dev.loxodonta.cli.standalone.DataDirectory;
import dev.loxodonta.cli.standalone.StandaloneSpec;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the commands that start a cluster on this machine. */
final class ClusterOptions {

  private static final int MAX_GRPC_PORT = 65_534;

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec command;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the cluster keeps its data. Default: loxodonta under $XDG_DATA_HOME, else"
              + " ~/.loxodonta; for root /var/lib/loxodonta.")
  @Nullable Path data;

  @Option(
      names = "--fresh",
      description = "Delete the cluster that is in the data directory first.")
  boolean fresh;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "7700",
      description = "The gRPC port; HTTP is on the next one. Default: ${DEFAULT-VALUE}.")
  int port;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "Number of shards, 1 to 64. Default: as before; 2 for a new cluster.")
  @Nullable Integer shards;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description = "Replicas of each shard, 0 to 8. Default: as before; 1 for a new cluster.")
  @Nullable Integer replicas;

  /** Returns the cluster to start. Deletes nothing yet. */
  StandaloneSpec spec() {
    require("--port", port, 1, MAX_GRPC_PORT);
    require("--shards", shards, 1, 64);
    require("--replicas", replicas, 0, 8);
    Path folder = data == null ? DataDirectory.usual() : data;
    return StandaloneSpec.in(folder).withPorts(port, port + 1).withSize(shards, replicas);
  }

  private void require(String option, @Nullable Integer value, int min, int max) {
    if (value != null && (value < min || value > max) && command != null) {
      throw new ParameterException(
          command.commandLine(),
          "%s is %d; allowed is %d to %d".formatted(option, value, min, max));
    }
  }
}
