package dev.loxodonta.bench.run;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code bench/run}. */
final class RunOptions {

  private static final String DATA = "LOXO_BENCH_DATA";

  @Option(names = "--small", description = "Less data, for a look within minutes.")
  boolean small;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      defaultValue = "45",
      description = "How long each row's service runs before it counts. Default: 45.")
  int warmUp;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long each side of a row is measured. Default: 30.")
  int seconds;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "8",
      description = "Clients that are busy at a time. Default: 8.")
  int clients;

  @Option(
      names = "--recall",
      paramLabel = "R",
      defaultValue = "0.98",
      description =
          "Both sides use the least ef_search at which plain SQL has this recall@10. Default:"
              + " 0.98.")
  double recall;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "Keep the cluster and its data here, and use what is there. Default: a temporary folder.")
  @Nullable Path folder;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder with wordnet/glosses.jsonl.gz. Default: the variable " + DATA + ".")
  @Nullable Path data;

  @Option(
      names = "--profile",
      paramLabel = "DIR",
      description = "Write flight recordings of the services here.")
  @Nullable Path profile;

  @Option(
      names = "--shared-buffers",
      paramLabel = "SIZE",
      defaultValue = "2GB",
      description = "PostgreSQL's shared_buffers, for both sides. Default: 2GB.")
  String sharedBuffers = "2GB";

  RunSize size() {
    return small ? RunSize.SMALL : RunSize.FULL;
  }

  /** Returns the folder with the collections, if there is one. */
  Optional<Path> dataFolder() {
    return Optional.ofNullable(data)
        .or(() -> Optional.ofNullable(System.getenv(DATA)).map(Path::of));
  }

  /** Returns where vectors of texts are kept between runs. */
  Path cache() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .filter(folder -> !folder.isBlank())
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("loxodonta")
        .resolve("bench");
  }
}
