package dev.loxodonta.bench.quality;

import dev.loxodonta.bench.cluster.BenchCluster;
import dev.loxodonta.bench.cluster.ClusterShape;
import dev.loxodonta.bench.data.JudgedTexts;
import dev.loxodonta.bench.data.JudgedTexts.Content;
import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.localpostgres.LocalPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints how good each leg's ranking is, one line per collection and leg. */
@Command(
    name = "bench/quality",
    mixinStandardHelpOptions = true,
    description = "Judges the rankings on collections with known answers.")
public final class QualityCommand implements Callable<Integer> {

  private static final String DATA = "LOXO_BENCH_DATA";
  private static final long SCIFACT = 7_700_001;
  private static final long CRANFIELD = 7_700_002;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "The folder with scifact/ and cranfield/. Default: the variable " + DATA + ".")
  @Nullable Path folder;

  @Option(
      names = "--address",
      paramLabel = "HOST:PORT",
      description = "A running cluster. Default: one of its own, gone afterwards.")
  @Nullable String address;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Keep the cluster and its data here. Default: a temporary folder.")
  @Nullable Path clusterFolder;

  /** Runs and ends with 0, whatever the figures are. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new QualityCommand()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Optional<Path> data =
        Optional.ofNullable(folder)
            .or(() -> Optional.ofNullable(System.getenv(DATA)).map(Path::of));
    if (data.isEmpty()) {
      System.err.println(
          "bench/quality: name the folder with scifact/ and cranfield/, or set " + DATA);
      return 2;
    }
    if (address == null) {
      Path home = Optional.ofNullable(clusterFolder).orElseGet(LocalPostgres::temporaryFolder);
      try (BenchCluster cluster = BenchCluster.start(home, ClusterShape.of(1, "512MB"))) {
        judge(data.get(), cluster.client());
      }
    } else {
      try (ClusterClient client = ClusterClient.connect(address)) {
        judge(data.get(), client);
      }
    }
    return 0;
  }

  private static void judge(Path data, ClusterClient client) throws IOException {
    QualityRun run =
        new QualityRun(client, new PrintStream(System.out, true, StandardCharsets.UTF_8));
    run.judge(JudgedTexts.read(data.resolve("scifact"), Content.TITLE_AND_TEXT), SCIFACT);
    run.judge(JudgedTexts.read(data.resolve("cranfield"), Content.TEXT), CRANFIELD);
  }
}
