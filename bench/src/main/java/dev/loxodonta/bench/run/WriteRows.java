package dev.loxodonta.bench.run;

import dev.loxodonta.bench.cluster.BenchCluster;
import dev.loxodonta.bench.cluster.ClusterShape;
import dev.loxodonta.bench.data.GzipLines;
import dev.loxodonta.bench.write.ConsolidationRun;
import dev.loxodonta.bench.write.CopyRace;
import dev.loxodonta.bench.write.FlatMemory;
import dev.loxodonta.bench.write.Race;
import dev.loxodonta.bench.write.StreamRace;
import dev.loxodonta.bench.write.TextRace;
import dev.loxodonta.localpostgres.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What writing costs, each row on a cluster of its own that isolates no project: a project that
 * gets indexes of its own in the middle would be measured along.
 */
final class WriteRows implements RowGroup {

  private static final String LOAD = "load";
  private static final String STREAM = "stream";
  private static final String CONSOLIDATION = "consolidation";
  private static final String CONSOLIDATION_CPU = "consolidation-cpu";
  private static final String TEXT = "text-ingest";
  private static final String FLAT = "flat-memory";

  private final Workbench bench;
  private final List<String> rows;
  private final ClusterShape shape;
  private final Function<BenchCluster, List<Outcome>> work;

  private WriteRows(
      Workbench bench, String heap, Function<BenchCluster, List<Outcome>> work, String... rows) {
    this.bench = bench;
    this.rows = List.of(rows);
    this.shape =
        ClusterShape.of(1, "1GB").withHeap(heap).with("loxodonta.isolation.min-vectors", "0");
    this.work = work;
  }

  /** Returns them, so that one that fails leaves the others their turn. */
  static List<RowGroup> of(Workbench bench) {
    RunSize size = bench.size();
    return List.of(
        new WriteRows(bench, "2g", cluster -> List.of(load(cluster, size)), LOAD),
        new WriteRows(bench, "2g", cluster -> List.of(stream(cluster, size)), STREAM),
        new WriteRows(
            bench, "2g", cluster -> consolidate(cluster, size), CONSOLIDATION, CONSOLIDATION_CPU),
        new WriteRows(bench, "2g", cluster -> List.of(text(cluster, size, bench.options())), TEXT),
        new WriteRows(bench, "512m", cluster -> List.of(flat(cluster, size)), FLAT));
  }

  @Override
  public List<String> rows() {
    return rows;
  }

  @Override
  public void measure(List<String> wanted, Consumer<Outcome> outcomes) {
    Path folder = LocalPostgres.temporaryFolder();
    bench.tell("starting a cluster for writing in " + folder);
    try (BenchCluster cluster = BenchCluster.start(folder, shape)) {
      work.apply(cluster).stream()
          .filter(outcome -> wanted.contains(outcome.row()))
          .forEach(outcomes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Outcome load(BenchCluster cluster, RunSize size) {
    Race race = CopyRace.run(cluster, size.written(), size.dimensions());
    return race(LOAD, race, 0.8, size.written(), "LoadMemories and psql \\copy, binary");
  }

  private static Outcome stream(BenchCluster cluster, RunSize size) {
    Race race = StreamRace.run(cluster, size.written(), size.dimensions());
    return race(STREAM, race, 1, size.written(), "one stream, and INSERTs of 100 rows");
  }

  private static Outcome text(BenchCluster cluster, RunSize size, RunOptions options) {
    Optional<Path> file =
        options.dataFolder().map(data -> data.resolve("wordnet/glosses.jsonl.gz"));
    if (file.isEmpty()) {
      return Outcome.notAvailable(TEXT, Bar.atLeast(0.8), "needs wordnet/glosses.jsonl.gz");
    }
    Race race = TextRace.run(cluster, glosses(file.get(), size.texts()));
    return race(TEXT, race, 0.8, size.texts(), "glosses, and langchain4j with the same model");
  }

  private static List<String> glosses(Path file, int count) {
    try {
      return GzipLines.readJson(file).stream()
          .map(line -> GzipLines.text(line, "gloss"))
          .limit(count)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Outcome race(String row, Race race, double bar, int count, String what) {
    return Outcome.of(
        row,
        race.ratio(),
        Bar.atLeast(bar),
        Numbers.rate(count / race.rawSeconds()),
        Numbers.rate(count / race.serviceSeconds()),
        "",
        "%,d rows; %s".formatted(count, what));
  }

  private static List<Outcome> consolidate(BenchCluster cluster, RunSize size) {
    ConsolidationRun run = ConsolidationRun.run(cluster, size.events(), size.dimensions());
    String seconds = "%.2f s".formatted(run.seconds());
    return List.of(
        Outcome.of(
            CONSOLIDATION,
            run.seconds(),
            Bar.atMost(4),
            "",
            seconds,
            "",
            "%,d events, %,d consolidations".formatted(size.events(), run.consolidations())),
        Outcome.of(
            CONSOLIDATION_CPU,
            run.serviceSeconds() / run.seconds(),
            Bar.atMost(0.5),
            "",
            seconds,
            "",
            "%.2f s of the service's CPU over the time it took".formatted(run.serviceSeconds())));
  }

  private static Outcome flat(BenchCluster cluster, RunSize size) {
    FlatMemory flat = FlatMemory.run(cluster, size.streamed(), size.dimensions());
    return Outcome.of(
        FLAT,
        flat.deviation(),
        Bar.atMost(0.1),
        "",
        Numbers.rate(flat.perSecond()),
        "",
        "%,d rows through a heap of 512 MiB; resident memory %.0f MiB on average"
            .formatted(size.streamed(), flat.megabytes()));
  }
}
