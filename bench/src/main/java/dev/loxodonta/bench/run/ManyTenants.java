package dev.loxodonta.bench.run;

import dev.loxodonta.bench.data.ClusteredVectors;
import dev.loxodonta.bench.data.ExactSearch;
import dev.loxodonta.bench.data.MemoryIds;
import dev.loxodonta.bench.data.Sentences;
import dev.loxodonta.bench.load.Contest;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.type.v1.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Many projects of a hundred memories, each search in a random one of them; beside it one table
 * with a B-tree on the tenant. Rows of all tenants come in turns, as in life.
 */
final class ManyTenants implements RowGroup {

  private static final String ROW = "tenants";
  private static final long FIRST = 7_100_000;
  private static final long SEED = 43;
  private static final int PER_WRITE = 10;
  private static final int REQUESTS = 4_000;

  private final Workbench bench;

  ManyTenants(Workbench bench) {
    this.bench = bench;
  }

  @Override
  public List<String> rows() {
    return List.of(ROW);
  }

  @Override
  public void measure(List<String> wanted, Consumer<Outcome> outcomes) {
    RunSize size = bench.size();
    ClusteredVectors source = new ClusteredVectors(size.dimensions(), SEED);
    float[][] vectors = source.next(size.tenants() * size.perTenant());
    float[][] queries = source.next(size.queries());
    load(vectors);
    bench.projects().mendIndexes();
    storeRaw(queries);
    List<SearchRequest> requests = requests(queries);
    double recall = recall(vectors, queries, requests);
    Contest contest = bench.contest(script(), List.of(), requests, bench.options().clients);
    outcomes.accept(
        Outcome.of(
            ROW,
            contest.throughput(),
            Bar.atLeast(0.5),
            Numbers.rate(contest.raw().perSecond()),
            Numbers.rate(contest.service().perSecond()),
            Numbers.recall(recall),
            "%,d projects x %d; CPU per search: PostgreSQL %s raw, %s; service %s"
                .formatted(
                    size.tenants(),
                    size.perTenant(),
                    Numbers.millis(contest.raw().postgresMillis()),
                    Numbers.millis(contest.service().postgresMillis()),
                    Numbers.millis(contest.service().serviceMillis()))));
  }

  private void load(float[][] vectors) {
    RunSize size = bench.size();
    if (bench.sql().has("tenants")) {
      return;
    }
    bench.tell("loading %,d projects".formatted(size.tenants()));
    for (int tenant = 0; tenant < size.tenants(); tenant++) {
      bench.projects().create(FIRST + tenant, "tenant", size.dimensions());
    }
    for (int from = 0; from < size.perTenant(); from += PER_WRITE) {
      for (int tenant = 0; tenant < size.tenants(); tenant++) {
        bench.projects().write(FIRST + tenant, memories(vectors, tenant, from));
      }
    }
  }

  private List<Memory> memories(float[][] vectors, int tenant, int from) {
    List<Memory> memories = new ArrayList<>();
    for (int i = from; i < Math.min(bench.size().perTenant(), from + PER_WRITE); i++) {
      memories.add(memory(i * bench.size().tenants() + tenant, vectors));
    }
    return memories;
  }

  static Memory memory(int row, float[][] vectors) {
    Memory.Builder memory =
        Memory.newBuilder().setId(MemoryIds.of(row)).setContent(Sentences.of(row));
    for (float number : vectors[row]) {
      memory.addEmbedding(number);
    }
    return memory.build();
  }

  private void storeRaw(float[][] queries) {
    if (!bench.sql().has("tenants")) {
      bench
          .sql()
          .execute(
              """
              DROP TABLE IF EXISTS bench.tenants_unfinished;
              CREATE TABLE bench.tenants_unfinished AS
              SELECT project_id AS tenant, id, content, embedding::halfvec(%d) AS embedding
              FROM memories WHERE project_id BETWEEN %d AND %d ORDER BY id;
              CREATE INDEX ON bench.tenants_unfinished (tenant);
              ALTER TABLE bench.tenants_unfinished RENAME TO tenants
              """
                  .formatted(bench.size().dimensions(), FIRST, FIRST + bench.size().tenants() - 1));
    }
    bench.sql().vacuum("bench.tenants");
    bench.sql().vacuum("memories");
    bench.sql().storeQueries("tenants", queries, Collections.nCopies(queries.length, ""));
  }

  private String script() {
    return """
    \\set n random(1, %d)
    \\set tenant random(%d, %d)
    SELECT r.id, r.content, r.distance
    FROM (SELECT v FROM bench.tenants_queries WHERE n = :n) q,
    LATERAL (SELECT id, content, embedding <=> q.v AS distance FROM bench.tenants
             WHERE tenant = :tenant ORDER BY embedding <=> q.v LIMIT 10) r;
    """
        .formatted(bench.size().queries(), FIRST, FIRST + bench.size().tenants() - 1);
  }

  private List<SearchRequest> requests(float[][] queries) {
    Random random = new Random(SEED);
    return IntStream.range(0, REQUESTS)
        .mapToObj(
            i ->
                Searches.semantic(
                        FIRST + random.nextInt(bench.size().tenants()),
                        queries[i % queries.length],
                        10)
                    .build())
        .toList();
  }

  private double recall(float[][] vectors, float[][] queries, List<SearchRequest> requests) {
    int judged = bench.size().judged();
    ExactSearch exact = new ExactSearch(vectors, Arrays.copyOf(queries, judged));
    int tenants = bench.size().tenants();
    return IntStream.range(0, judged)
        .mapToDouble(
            i ->
                exact.recall(
                    i,
                    Searches.rows(bench.cluster().client(), requests.get(i)),
                    10,
                    row -> row % tenants == requests.get(i).getProjectId() - FIRST))
        .average()
        .orElse(0);
  }
}
