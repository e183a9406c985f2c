package dev.loxodonta.cli;

import dev.loxodonta.cli.client.ArchiveUpload;
import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings an exported project back. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description =
        "Bring a project that was exported into a project that holds nothing, here or in another"
            + " cluster: all of it or, when the file was torn or altered, nothing.")
final class ImportCommand implements Callable<Integer> {

  @Mixin AddressOption server = new AddressOption();

  @Parameters(index = "0", paramLabel = "FILE", description = "A file that export wrote.")
  Path file = Path.of("");

  @Option(
      names = "--project",
      paramLabel = "ID",
      defaultValue = "0",
      description = "The project to import into. Default: that of the file.")
  long project;

  @Option(
      names = "--create",
      description = "Make the project, with the file's settings, when it is not there.")
  boolean create;

  @Override
  public Integer call() {
    try (ClusterClient client = server.connect()) {
      ArchiveUpload.Imported imported = new ArchiveUpload(client).run(file, project, create);
      System.out.printf(
          Locale.ROOT,
          "Imported into project %d: %,d records in %s.%n",
          imported.projectId(),
          imported.rows(),
          Terminal.format(imported.duration()));
      return 0;
    }
  }
}
