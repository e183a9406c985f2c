package dev.loxodonta.bench.run;

import dev.loxodonta.bench.cluster.BenchCluster;
import dev.loxodonta.bench.cluster.ClusterShape;
import dev.loxodonta.bench.cluster.Projects;
import dev.loxodonta.localpostgres.LocalPostgres;
import io.grpc.StatusRuntimeException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the cost table. */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    description = "Measures the services beside plain SQL on the same server and prints one table.")
public final class RunCommand implements Callable<Integer> {

  @Mixin RunOptions options = new RunOptions();

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "ROW",
      description = "Which rows, as semantic,filtered-1. Default: all.")
  List<String> rows = new ArrayList<>();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the table here too, a JSON object per line.")
  @Nullable Path json;

  @Option(
      names = "--pictures",
      paramLabel = "DIR",
      description = "Draw the pictures into this folder too.")
  @Nullable Path pictures;

  /** Runs and ends with 0 when everything was measured, whatever the figures are. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new RunCommand()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Optional.ofNullable(options.folder).orElseGet(LocalPostgres::temporaryFolder);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println("... starting a cluster in " + folder);
    try (BenchCluster cluster =
            BenchCluster.start(folder, ClusterShape.of(1, options.sharedBuffers));
        Connection connection = cluster.connect()) {
      Workbench bench =
          new Workbench(
              cluster, new RawSql(connection), new Projects(cluster.client()), options, out);
      bench.bindAll();
      List<Outcome> outcomes = measure(bench);
      out.println();
      OutcomePrinter.printHead(out);
      outcomes.forEach(outcome -> OutcomePrinter.print(out, outcome));
      if (json != null) {
        OutcomePrinter.write(json, outcomes);
      }
    }
    return 0;
  }

  private List<Outcome> measure(Workbench bench) {
    List<Outcome> outcomes = new ArrayList<>();
    List<RowGroup> groups = groups(bench);
    check(groups);
    for (RowGroup group : groups) {
      List<String> wanted =
          group.rows().stream().filter(row -> rows.isEmpty() || rows.contains(row)).toList();
      if (!wanted.isEmpty()) {
        measure(bench, group, wanted, outcomes);
      }
    }
    return outcomes;
  }

  /** A row that fails leaves the others their turn. */
  private static void measure(
      Workbench bench, RowGroup group, List<String> wanted, List<Outcome> outcomes) {
    List<String> left = new ArrayList<>(wanted);
    Consumer<Outcome> taker =
        outcome -> {
          left.remove(outcome.row());
          outcomes.add(outcome);
          OutcomePrinter.print(bench.progress(), outcome);
        };
    try {
      group.measure(wanted, taker);
    } catch (IllegalStateException | StatusRuntimeException | CompletionException e) {
      List.copyOf(left)
          .forEach(row -> taker.accept(Outcome.notAvailable(row, Bar.NONE, "FAILED: " + e)));
    }
  }

  private List<RowGroup> groups(Workbench bench) {
    Shared<LargeProject> large = new Shared<>(() -> LargeProject.load(bench));
    List<RowGroup> groups =
        new ArrayList<>(
            List.of(
                new SemanticRows(bench, large),
                new FilteredRows(bench, large),
                new CompletenessSweep(bench, large),
                new ManyTenants(bench),
                new SmallNeighbour(bench),
                new HybridRow(bench),
                new CrossProjectRow(bench)));
    groups.addAll(WriteRows.of(bench));
    Optional.ofNullable(pictures).map(p -> new Pictures(bench, large, p)).ifPresent(groups::add);
    return groups;
  }

  private void check(List<RowGroup> groups) {
    List<String> known = groups.stream().flatMap(group -> group.rows().stream()).toList();
    for (String row : rows) {
      if (!known.contains(row)) {
        throw new IllegalArgumentException("there is no row " + row + ": expected one of " + known);
      }
    }
  }
}
