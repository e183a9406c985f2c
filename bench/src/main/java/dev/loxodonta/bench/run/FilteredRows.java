package dev.loxodonta.bench.run;

import dev.loxodonta.bench.data.Selections;
import dev.loxodonta.bench.load.Contest;
import dev.loxodonta.search.v1.SearchRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Filtered semantic searches of the service beside unfiltered ones of plain SQL. */
final class FilteredRows implements RowGroup {

  private static final Map<String, Double> PERCENTAGES = new LinkedHashMap<>();

  static {
    PERCENTAGES.put("filtered-12", 12.0);
    PERCENTAGES.put("filtered-3", 3.0);
    PERCENTAGES.put("filtered-1", 1.0);
    PERCENTAGES.put("filtered-0.1", 0.1);
  }

  private static final double LEAST_RECALL = 0.98;

  private final Workbench bench;
  private final Shared<LargeProject> large;

  FilteredRows(Workbench bench, Shared<LargeProject> large) {
    this.bench = bench;
    this.large = large;
  }

  @Override
  public List<String> rows() {
    return List.copyOf(PERCENTAGES.keySet());
  }

  @Override
  public void measure(List<String> wanted, Consumer<Outcome> outcomes) {
    for (String row : wanted) {
      outcomes.accept(measure(row, PERCENTAGES.getOrDefault(row, 100.0)));
    }
  }

  private Outcome measure(String row, double percent) {
    LargeProject project = large.take();
    SelectedBy filter = new SelectedBy(Selections.Kind.CHANCE, percent);
    List<SearchRequest> requests = requests(project, filter);
    Contest contest =
        bench.contest(
            project.script("true"),
            List.of("hnsw.ef_search=" + project.effort()),
            requests,
            bench.options().clients);
    // Behind the contest, whose searches the service learnt from.
    double recall =
        project.serviceRecall(
            requests, r -> project.selections().contains(filter.kind(), percent, r));
    return Outcome.of(
        row,
        contest.throughput(),
        Bar.atLeast(0.65),
        Numbers.rate(contest.raw().perSecond()) + " unfiltered",
        Numbers.rate(contest.service().perSecond()),
        Numbers.recall(recall) + (recall < LEAST_RECALL ? " TOO LOW" : ""),
        String.format(
            Locale.ROOT,
            "%,d rows match; plan %s; CPU per search: PostgreSQL %.3f ms, service %.3f ms",
            project.selections().size(percent),
            plan(requests.get(0)),
            contest.service().postgresMillis(),
            contest.service().serviceMillis()));
  }

  private String plan(SearchRequest request) {
    return bench.cluster().client().search().search(request).getReport().getPlan();
  }

  /** The service chooses how hard it looks: these are what a user would send. */
  private List<SearchRequest> requests(LargeProject project, SelectedBy filter) {
    return IntStream.range(0, bench.size().queries())
        .mapToObj(
            query ->
                LargeProject.filtered(
                        project.request(query, LargeProject.K).clearEfSearch(), Optional.of(filter))
                    .build())
        .toList();
  }
}
