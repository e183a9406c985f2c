package dev.loxodonta.bench.run;

import dev.loxodonta.bench.cluster.BenchCluster;
import dev.loxodonta.bench.cluster.ClusterShape;
import dev.loxodonta.bench.cluster.Projects;
import dev.loxodonta.bench.data.ClusteredVectors;
import dev.loxodonta.bench.load.Quantiles;
import dev.loxodonta.localpostgres.LocalPostgres;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchProjectsRequest;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * One search over ten projects on two shards beside ten searches one after another, by one client,
 * in turns; warmed up by as many clients as the other rows have, since one client makes too few
 * calls for the JVM's compiler. On a cluster of its own, which has a second shard.
 */
final class CrossProjectRow implements RowGroup {

  private static final String ROW = "cross-project";
  private static final Bar BAR = Bar.atLeast(3);
  private static final List<Long> PROJECTS =
      LongStream.range(7_400_000, 7_400_010).boxed().toList();
  private static final int MEMORIES = 1_000;
  private static final int K = 10;
  private static final long SEED = 46;
  private static final int TURN = 50;

  /** Nanoseconds of ten searches, and of one in ten projects. */
  private record Turns(List<Long> single, List<Long> cross) {}

  private final Workbench bench;

  CrossProjectRow(Workbench bench) {
    this.bench = bench;
  }

  @Override
  public List<String> rows() {
    return List.of(ROW);
  }

  @Override
  public void measure(List<String> wanted, Consumer<Outcome> outcomes) {
    Path folder =
        Optional.ofNullable(bench.options().folder)
            .map(f -> f.resolve("two-shards"))
            .orElseGet(LocalPostgres::temporaryFolder);
    bench.tell("starting a cluster of two shards in " + folder);
    try (BenchCluster cluster = BenchCluster.start(folder, ClusterShape.of(2, "256MB"))) {
      outcomes.accept(measure(cluster));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Outcome measure(BenchCluster cluster) {
    int dimensions = bench.size().dimensions();
    ClusteredVectors source = new ClusteredVectors(dimensions, SEED);
    load(new Projects(cluster.client()), source, dimensions);
    float[][] queries = source.next(bench.size().queries());
    SearchServiceBlockingStub search = cluster.client().search();
    try (ExecutorService clients = Executors.newFixedThreadPool(bench.options().clients)) {
      for (int i = 0; i < bench.options().clients; i++) {
        clients.execute(() -> inTurns(search, queries, bench.options().warmUp));
      }
    }
    Turns turns = inTurns(search, queries, bench.options().seconds);
    return outcome(quantiles(turns.single()), quantiles(turns.cross()), dimensions);
  }

  private static Turns inTurns(SearchServiceBlockingStub search, float[][] queries, int seconds) {
    Turns turns = new Turns(new ArrayList<>(), new ArrayList<>());
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    for (int i = 0; System.nanoTime() < end; i++) {
      float[] query = queries[i % queries.length];
      if (i / TURN % 2 == 0) {
        turns.single().add(oneAfterAnother(search, query));
      } else {
        turns.cross().add(together(search, query));
      }
    }
    return turns;
  }

  private void load(Projects projects, ClusteredVectors source, int dimensions) {
    for (long project : PROJECTS) {
      float[][] vectors = source.next(MEMORIES);
      projects.create(project, "cross", dimensions);
      if (projects.count(project) < MEMORIES) {
        projects.fill(project, MEMORIES, row -> ManyTenants.memory(row, vectors));
      }
    }
    // The router does so by itself, in its own time, which may be that of the measurement.
    PROJECTS.forEach(projects::isolate);
  }

  private static long oneAfterAnother(SearchServiceBlockingStub search, float[] query) {
    List<SearchRequest> requests =
        PROJECTS.stream().map(project -> Searches.semantic(project, query, K).build()).toList();
    long start = System.nanoTime();
    requests.forEach(search::search);
    return System.nanoTime() - start;
  }

  private static long together(SearchServiceBlockingStub search, float[] query) {
    SearchProjectsRequest.Builder request =
        SearchProjectsRequest.newBuilder()
            .addAllProjectIds(PROJECTS)
            .setMode(SearchMode.SEARCH_MODE_SEMANTIC)
            .setK(K);
    for (float number : query) {
      request.addVector(number);
    }
    SearchProjectsRequest built = request.build();
    long start = System.nanoTime();
    search.searchProjects(built);
    return System.nanoTime() - start;
  }

  private static Quantiles quantiles(List<Long> nanos) {
    return Quantiles.of(nanos.stream().mapToLong(Long::longValue).toArray());
  }

  private static Outcome outcome(Quantiles single, Quantiles cross, int dimensions) {
    return Outcome.of(
        ROW,
        single.millis(0.5) / cross.millis(0.5),
        BAR,
        "p50 " + Numbers.millis(single.millis(0.5)),
        "p50 " + Numbers.millis(cross.millis(0.5)),
        "",
        "ten projects of %,d × %d on two shards, one client; p99 %s and %s"
            .formatted(
                MEMORIES,
                dimensions,
                Numbers.millis(single.millis(0.99)),
                Numbers.millis(cross.millis(0.99))));
  }
}
