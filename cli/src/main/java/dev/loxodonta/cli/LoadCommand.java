package dev.loxodonta.cli;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.cli.client.MemoryFile;
import dev.loxodonta.cli.client.MemoryLoad;
import dev.loxodonta.cli.terminal.Terminal;
import dev.loxodonta.router.v1.CreateProjectRequest;
import dev.loxodonta.router.v1.Project;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Loads a file of memories into a project. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description =
        "Load a file of JSON lines into a project: all of it or, when a line is bad, nothing. A"
            + " line has the fields of a memory; text or gloss may stand for content, and other"
            + " fields become metadata. Without an embedding the content is embedded.")
final class LoadCommand implements Callable<Integer> {

  @Mixin AddressOption server = new AddressOption();

  @Parameters(index = "0", paramLabel = "FILE", description = "JSON lines, plain or gzipped.")
  Path file = Path.of("");

  @Option(
      names = "--project",
      paramLabel = "ID",
      defaultValue = "1",
      description = "The project. Default: ${DEFAULT-VALUE}.")
  long project;

  @Option(
      names = "--create",
      description = "Make the project, with the built-in embedding model, when it is not there.")
  boolean create;

  @Override
  public Integer call() {
    MemoryFile memories = MemoryFile.of(file);
    try (ClusterClient client = server.connect()) {
      if (create) {
        makeProject(client);
      }
      MemoryLoad.Loaded loaded =
          new MemoryLoad(client).load(project, memories, "Loading " + file.getFileName());
      System.out.printf(
          Locale.ROOT,
          "Loaded into project %2$d: %1$,d memories in %3$s (%4$,.0f per second).%n",
          loaded.memories(),
          project,
          Terminal.format(loaded.duration()),
          loaded.memoriesPerSecond());
      return 0;
    }
  }

  private void makeProject(ClusterClient client) {
    client
        .projects()
        .createProject(
            CreateProjectRequest.newBuilder()
                .setProject(Project.newBuilder().setProjectId(project))
                .build());
  }
}
