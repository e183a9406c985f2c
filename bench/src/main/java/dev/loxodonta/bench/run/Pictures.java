package dev.loxodonta.bench.run;

import dev.loxodonta.bench.chart.LineChart;
import dev.loxodonta.bench.chart.Series;
import dev.loxodonta.bench.data.Selections;
import dev.loxodonta.bench.load.GrpcLoad;
import dev.loxodonta.bench.load.Load;
import dev.loxodonta.bench.load.Pgbench;
import dev.loxodonta.search.v1.SearchRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** Draws throughput and recall over selectivity, and recall over throughput. */
final class Pictures implements RowGroup {

  private static final String ROW = "pictures";
  private static final String SEARCH = "loxodonta.search.v1.SearchService/Search";
  private static final List<Double> PERCENTAGES = List.of(50.0, 12.0, 10.0, 3.0, 1.0, 0.1, 0.01);
  private static final List<Integer> EFFORTS = List.of(10, 20, 40, 80, 160, 320);
  private static final int WARM_UP_SECONDS = 2;
  private static final int POINT_SECONDS = 5;

  private final Workbench bench;
  private final Shared<LargeProject> large;
  private final Path folder;

  Pictures(Workbench bench, Shared<LargeProject> large, Path folder) {
    this.bench = bench;
    this.large = large;
    this.folder = folder;
  }

  @Override
  public List<String> rows() {
    return List.of(ROW);
  }

  @Override
  public void measure(List<String> wanted, Consumer<Outcome> outcomes) {
    selectivity();
    effort();
    outcomes.accept(Outcome.notAvailable(ROW, Bar.NONE, "drawn into " + folder));
  }

  private void selectivity() {
    List<Series.Point> rate = new ArrayList<>();
    List<Series.Point> recall = new ArrayList<>();
    List<Series.Point> rawRate = new ArrayList<>();
    List<Series.Point> rawRecall = new ArrayList<>();
    List<Series.Point> iterativeRate = new ArrayList<>();
    List<Series.Point> iterativeRecall = new ArrayList<>();
    LargeProject project = large.take();
    for (double percent : PERCENTAGES) {
      SelectedBy filter = new SelectedBy(Selections.Kind.CHANCE, percent);
      IntPredicate eligible = r -> project.selections().contains(filter.kind(), percent, r);
      List<SearchRequest> requests =
          project.requests(Optional.of(filter), project.effort()).stream()
              .map(r -> r.toBuilder().clearEfSearch().build())
              .toList();
      rate.add(new Series.Point(percent, serviceRate(requests)));
      recall.add(new Series.Point(percent, project.serviceRecall(requests, eligible)));
      rawRate.add(
          new Series.Point(percent, rawRate(project, filter.sql(), project.effort(), "off")));
      rawRecall.add(new Series.Point(percent, rawRecall(project, filter, eligible, "off")));
      String relaxed = "relaxed_order";
      iterativeRate.add(
          new Series.Point(percent, rawRate(project, filter.sql(), project.effort(), relaxed)));
      iterativeRecall.add(new Series.Point(percent, rawRecall(project, filter, eligible, relaxed)));
      bench.tell("pictures: %.2f %% done".formatted(percent));
    }
    write(
        "selectivity-throughput.svg",
        new LineChart("Filtered semantic search, throughput", "rows that match, %", "searches/s")
            .withLogX()
            .with(new Series("Loxodonta", rate))
            .with(new Series("pgvector, iterative scan", iterativeRate))
            .with(new Series("pgvector as installed", rawRate)));
    write(
        "selectivity-recall.svg",
        new LineChart("Filtered semantic search, recall@10", "rows that match, %", "recall@10")
            .withLogX()
            .with(new Series("Loxodonta", recall))
            .with(new Series("pgvector, iterative scan", iterativeRecall))
            .with(new Series("pgvector as installed", rawRecall)));
  }

  private void effort() {
    LargeProject project = large.take();
    List<Series.Point> service = new ArrayList<>();
    List<Series.Point> raw = new ArrayList<>();
    for (int effort : EFFORTS) {
      List<SearchRequest> requests = project.requests(Optional.empty(), effort);
      service.add(
          new Series.Point(project.serviceRecall(requests, r -> true), serviceRate(requests)));
      raw.add(
          new Series.Point(
              project.rawRecall(effort, "true", r -> true),
              rawRate(project, "true", effort, "off")));
    }
    write(
        "recall-throughput.svg",
        new LineChart("Semantic search, ef_search 10 to 320", "recall@10", "searches/s")
            .with(new Series("Loxodonta", service))
            .with(new Series("plain SQL by pgbench", raw)));
  }

  private double serviceRate(List<SearchRequest> requests) {
    try (GrpcLoad load =
        new GrpcLoad(bench.cluster().address(), SEARCH, requests, bench.options().clients)) {
      return rate(load);
    }
  }

  private double rawRate(LargeProject project, String where, int effort, String iterative) {
    return rate(
        new Pgbench(
            bench.cluster(),
            project.script(where),
            List.of("hnsw.ef_search=" + effort, "hnsw.iterative_scan=" + iterative),
            bench.options().clients,
            "0-1"));
  }

  private static double rate(Load load) {
    load.run(WARM_UP_SECONDS);
    Load.Calls calls = load.run(POINT_SECONDS);
    return calls.count() / calls.seconds();
  }

  private double rawRecall(
      LargeProject project, SelectedBy filter, IntPredicate eligible, String iterative) {
    bench.sql().execute("SET hnsw.iterative_scan = " + iterative);
    try {
      return project.rawRecall(project.effort(), filter.sql(), eligible);
    } finally {
      bench.sql().execute("SET hnsw.iterative_scan = off");
    }
  }

  private void write(String name, LineChart chart) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name), chart.svg());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
