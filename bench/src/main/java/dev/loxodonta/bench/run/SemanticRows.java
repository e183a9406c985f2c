package dev.loxodonta.bench.run;

import dev.loxodonta.bench.load.Contest;
import dev.loxodonta.bench.load.Work;
import dev.loxodonta.search.v1.SearchRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Semantic top-10 through HNSW, unfiltered. */
final class SemanticRows implements RowGroup {

  private static final String SEMANTIC = "semantic";
  private static final String PINNED = "pinned";
  private static final String CPU = "cpu";
  private static final String ALLOCATED = "allocated";

  private final Workbench bench;
  private final Shared<LargeProject> large;

  SemanticRows(Workbench bench, Shared<LargeProject> large) {
    this.bench = bench;
    this.large = large;
  }

  @Override
  public List<String> rows() {
    return List.of(SEMANTIC, PINNED, CPU, ALLOCATED);
  }

  @Override
  public void measure(List<String> wanted, Consumer<Outcome> outcomes) {
    LargeProject project = large.take();
    List<SearchRequest> requests = project.requests(Optional.empty(), project.effort());
    String recall =
        Numbers.recalls(
            project.rawRecall(project.effort(), "true", row -> true),
            project.serviceRecall(requests, row -> true));
    if (wanted.stream().anyMatch(row -> !row.equals(PINNED))) {
      unpinned(wanted, project, requests, recall, outcomes);
    }
    if (wanted.contains(PINNED)) {
      outcomes.accept(pinned(project, requests, recall));
    }
  }

  private void unpinned(
      List<String> wanted,
      LargeProject project,
      List<SearchRequest> requests,
      String recall,
      Consumer<Outcome> outcomes) {
    Optional<Path> profile = Optional.ofNullable(bench.options().profile);
    profile.ifPresent(folder -> bench.cluster().profile());
    Contest contest =
        bench.contest(project.script("true"), effort(project), requests, bench.options().clients);
    profile.ifPresent(f -> bench.cluster().writeProfile(f.resolve("semantic.jfr")));
    if (wanted.contains(SEMANTIC)) {
      outcomes.accept(throughput(SEMANTIC, 0.65, contest, recall, remark(project, contest)));
    }
    if (wanted.contains(CPU)) {
      outcomes.accept(cpu(contest.service(), recall));
    }
    if (wanted.contains(ALLOCATED)) {
      outcomes.accept(allocated(contest.service(), recall));
    }
  }

  private Outcome pinned(LargeProject project, List<SearchRequest> requests, String recall) {
    bench.bind("0", "1");
    try {
      Contest contest =
          bench.contest(
              project.script("true"), effort(project), requests, bench.options().clients, "1");
      return throughput(PINNED, 0.95, contest, recall, remark(project, contest));
    } finally {
      bench.bindAll();
    }
  }

  private static List<String> effort(LargeProject project) {
    return List.of("hnsw.ef_search=" + project.effort());
  }

  private static String remark(LargeProject project, Contest contest) {
    return String.format(
        Locale.ROOT,
        "ef %d; p50 %.2f / %.2f ms, p99 %.2f / %.2f ms; CPU per search: PostgreSQL %.3f / %.3f ms,"
            + " service %.3f ms, client %.3f ms",
        project.effort(),
        contest.raw().latencies().millis(0.5),
        contest.service().latencies().millis(0.5),
        contest.raw().latencies().millis(0.99),
        contest.service().latencies().millis(0.99),
        contest.raw().postgresMillis(),
        contest.service().postgresMillis(),
        contest.service().serviceMillis(),
        contest.service().clientMillis());
  }

  private static Outcome throughput(
      String row, double bar, Contest contest, String recall, String remark) {
    return Outcome.of(
        row,
        contest.throughput(),
        Bar.atLeast(bar),
        Numbers.rate(contest.raw().perSecond()),
        Numbers.rate(contest.service().perSecond()),
        recall,
        remark);
  }

  private static Outcome cpu(Work service, String recall) {
    return Outcome.of(
        CPU,
        service.serviceMillis() / service.postgresMillis(),
        Bar.atMost(0.30),
        "PostgreSQL " + Numbers.millis(service.postgresMillis()),
        "service " + Numbers.millis(service.serviceMillis()),
        recall,
        "processor time per search through the service");
  }

  private static Outcome allocated(Work service, String recall) {
    return Outcome.of(
        ALLOCATED,
        service.bytesPerCall() / 1_024,
        Bar.NONE,
        "-",
        String.format(Locale.ROOT, "%.1f KiB", service.bytesPerCall() / 1_024),
        recall,
        "KiB allocated per search, all threads of the services");
  }
}
