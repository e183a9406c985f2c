package dev.loxodonta.bench.run;

import dev.loxodonta.bench.data.Selections;
import dev.loxodonta.search.v1.SearchRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Whether k rows come back whenever k match, at every selectivity, and the right ones. */
final class CompletenessSweep implements RowGroup {

  private static final String ROW = "completeness";
  private static final List<Double> PERCENTAGES = List.of(50.0, 10.0, 1.0, 0.1, 0.01);
  private static final List<Integer> KS = List.of(1, 10, 100);
  private static final int QUERIES = 50;

  private final Workbench bench;
  private final Shared<LargeProject> large;

  /** What one point of the sweep gave. */
  private record Point(int missing, double recall, String plan) {}

  CompletenessSweep(Workbench bench, Shared<LargeProject> large) {
    this.bench = bench;
    this.large = large;
  }

  @Override
  public List<String> rows() {
    return List.of(ROW);
  }

  @Override
  public void measure(List<String> wanted, Consumer<Outcome> outcomes) {
    bench.progress().println("completeness: filter, k, answers with too few rows, recall@10, plan");
    int shortAnswers = 0;
    double worst = 1;
    for (Selections.Kind kind : Selections.Kind.values()) {
      for (double percent : PERCENTAGES) {
        for (int k : KS) {
          Point point = point(new SelectedBy(kind, percent), k);
          shortAnswers += point.missing();
          worst = Math.min(worst, point.recall());
          bench
              .progress()
              .printf(
                  Locale.ROOT,
                  "  %-6s %6.2f %%  k %3d  short %3d  recall %.3f  %s%n",
                  kind.name().toLowerCase(Locale.ROOT),
                  percent,
                  k,
                  point.missing(),
                  point.recall(),
                  point.plan());
        }
      }
    }
    outcomes.accept(
        Outcome.of(
            ROW,
            worst,
            Bar.atLeast(0.95),
            "-",
            shortAnswers + " short answers",
            "worst " + Numbers.recall(worst),
            shortAnswers == 0 ? "every answer had min(k, matching) rows" : "SHORT ANSWERS"));
  }

  private Point point(SelectedBy filter, int k) {
    LargeProject project = large.take();
    int matching = project.selections().size(filter.percent());
    int shortAnswers = 0;
    double recall = 0;
    int queries = Math.min(QUERIES, project.judged());
    for (int query = 0; query < queries; query++) {
      SearchRequest request =
          LargeProject.filtered(project.request(query, k).clearEfSearch(), Optional.of(filter))
              .build();
      List<Integer> rows = Searches.rows(bench.cluster().client(), request);
      shortAnswers += rows.size() == Math.min(k, matching) ? 0 : 1;
      recall +=
          project.recall(
              query,
              rows,
              Math.min(k, 10),
              r -> project.selections().contains(filter.kind(), filter.percent(), r));
    }
    return new Point(shortAnswers, recall / queries, plan(project, filter, k));
  }

  private String plan(LargeProject project, SelectedBy filter, int k) {
    SearchRequest request =
        LargeProject.filtered(project.request(0, k).clearEfSearch(), Optional.of(filter)).build();
    return bench.cluster().client().search().search(request).getReport().getPlan();
  }
}
