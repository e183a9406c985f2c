package dev.loxodonta.bench.run;

import com.google.protobuf.Timestamp;
import dev.loxodonta.bench.data.Glosses;
import dev.loxodonta.bench.data.MemoryIds;
import dev.loxodonta.bench.load.Contest;
import dev.loxodonta.search.v1.Ranking;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.WeightedRanking;
import dev.loxodonta.type.v1.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** The weighted hybrid ranking over WordNet's glosses beside the plain formula over all rows. */
final class HybridRow implements RowGroup {

  private static final String ROW = "hybrid";
  private static final Bar BAR = Bar.atLeast(40);
  private static final long ID = 7_300_001;
  private static final long SEED = 45;
  private static final long YEAR_SECONDS = 365 * 86_400L;

  private static final String FORMULA =
      """
      SELECT id, content, 0.5 * (1 - (embedding <=> q.v)) + 0.3 * ts_rank(tsv, q.q)
        + 0.2 * exp(-0.01 * extract(epoch FROM now() - created_at)::float8 / 86400) AS score
      FROM bench.glosses ORDER BY score DESC LIMIT 10\
      """;

  private final Workbench bench;

  HybridRow(Workbench bench) {
    this.bench = bench;
  }

  @Override
  public List<String> rows() {
    return List.of(ROW);
  }

  @Override
  public void measure(List<String> wanted, Consumer<Outcome> outcomes) {
    Optional<Path> file =
        bench.options().dataFolder().map(f -> f.resolve("wordnet").resolve("glosses.jsonl.gz"));
    if (file.filter(Files::exists).isEmpty()) {
      outcomes.accept(
          Outcome.notAvailable(ROW, BAR, "needs wordnet/glosses.jsonl.gz below --data"));
      return;
    }
    Glosses glosses = read(file.orElseThrow());
    load(glosses);
    storeRaw(glosses);
    List<SearchRequest> requests = requests(glosses);
    bench.tell("comparing the top 10 of %d queries".formatted(bench.size().judged()));
    double overlap = overlap(requests);
    Contest contest = bench.contest(script(glosses), List.of(), requests, bench.options().clients);
    outcomes.accept(
        Outcome.of(
            ROW,
            contest.throughput(),
            BAR,
            Numbers.rate(contest.raw().perSecond()),
            Numbers.rate(contest.service().perSecond()),
            "overlap " + Numbers.recall(overlap),
            String.format(
                Locale.ROOT,
                "%,d glosses; aim at 80; p50 %.1f ms; CPU per search: PostgreSQL %.2f ms, service"
                    + " %.3f ms",
                glosses.texts().size(),
                contest.service().latencies().millis(0.5),
                contest.service().postgresMillis(),
                contest.service().serviceMillis())));
  }

  private Glosses read(Path file) {
    bench.tell("reading glosses, and embedding those that are new");
    try {
      return Glosses.read(
          file,
          bench.size().glosses(),
          bench.size().queries(),
          bench.options().cache(),
          bench.projects()::embed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void load(Glosses glosses) {
    Random random = new Random(SEED);
    long now = Instant.now().getEpochSecond();
    bench.projects().createWithModel(ID, "glosses");
    bench
        .projects()
        .fill(ID, glosses.texts().size(), row -> memory(row, glosses, now - age(random)));
    bench.isolate(ID);
  }

  private static long age(Random random) {
    return (long) (random.nextDouble() * YEAR_SECONDS);
  }

  private static Memory memory(int row, Glosses glosses, long createdAt) {
    Memory.Builder memory =
        Memory.newBuilder()
            .setId(MemoryIds.of(row))
            .setContent(glosses.texts().get(row))
            .setCreatedAt(Timestamp.newBuilder().setSeconds(createdAt));
    for (float number : glosses.vectors()[row]) {
      memory.addEmbedding(number);
    }
    return memory.build();
  }

  private void storeRaw(Glosses glosses) {
    if (!bench.sql().has("glosses")) {
      bench
          .sql()
          .execute(
              """
              DROP TABLE IF EXISTS bench.glosses_unfinished;
              CREATE TABLE bench.glosses_unfinished AS
              SELECT id, content, created_at, embedding::halfvec(384) AS embedding,
                     to_tsvector('english', content) AS tsv
              FROM memories WHERE project_id = %d AND slot = %d ORDER BY id;
              ALTER TABLE bench.glosses_unfinished RENAME TO glosses
              """
                  .formatted(ID, bench.projects().slot(ID)));
    }
    bench.sql().vacuum("bench.glosses");
    bench.sql().vacuum("memories");
    bench.sql().storeQueries("glosses", glosses.questionVectors(), glosses.questions());
    bench
        .sql()
        .execute(
            """
            ALTER TABLE bench.glosses_queries ADD q tsquery;
            UPDATE bench.glosses_queries SET q = array_to_string(
              ARRAY(SELECT quote_literal(w) FROM unnest(tsvector_to_array(to_tsvector('english', t))) w),
              ' | ')::tsquery
            """);
    bench.sql().vacuum("bench.glosses_queries");
  }

  private static List<SearchRequest> requests(Glosses glosses) {
    List<SearchRequest> requests = new ArrayList<>();
    for (int i = 0; i < glosses.questions().size(); i++) {
      SearchRequest.Builder request =
          SearchRequest.newBuilder()
              .setProjectId(ID)
              .setMode(SearchMode.SEARCH_MODE_HYBRID)
              .setText(glosses.questions().get(i))
              .setK(10)
              .setRanking(Ranking.newBuilder().setWeighted(WeightedRanking.getDefaultInstance()));
      Searches.addVector(request, glosses.questionVectors()[i]);
      requests.add(request.build());
    }
    return requests;
  }

  private static String script(Glosses glosses) {
    return """
    \\set n random(1, %d)
    SELECT r.* FROM (SELECT v, q FROM bench.glosses_queries WHERE n = :n) q,
    LATERAL (%s) r;
    """
        .formatted(glosses.questions().size(), FORMULA);
  }

  private double overlap(List<SearchRequest> requests) {
    double sum = 0;
    int judged = Math.min(bench.size().judged(), requests.size());
    for (int i = 0; i < judged; i++) {
      List<Integer> raw =
          bench
              .sql()
              .list(
                  "SELECT r.id FROM (SELECT v, q FROM bench.glosses_queries WHERE n = %d) q, LATERAL (%s) r"
                      .formatted(i + 1, FORMULA))
              .stream()
              .map(MemoryIds::row)
              .toList();
      List<Integer> found = Searches.rows(bench.cluster().client(), requests.get(i));
      sum += found.stream().filter(raw::contains).count() / (double) raw.size();
    }
    return sum / judged;
  }
}
