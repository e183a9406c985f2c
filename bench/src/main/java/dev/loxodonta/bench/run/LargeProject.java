package dev.loxodonta.bench.run;

import dev.loxodonta.bench.data.ClusteredVectors;
import dev.loxodonta.bench.data.ExactSearch;
import dev.loxodonta.bench.data.MemoryIds;
import dev.loxodonta.bench.data.Selections;
import dev.loxodonta.bench.data.Sentences;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.type.v1.Memory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * One project with an HNSW index and, beside it, {@code bench.large (id, content, metadata,
 * embedding)} with the same rows and an HNSW index with the same parameters.
 */
final class LargeProject {

  static final long ID = 7_000_001;
  static final int K = 10;
  private static final long SEED = 42;
  private static final List<Integer> EFFORTS =
      List.of(40, 64, 80, 100, 120, 160, 200, 300, 400, 600);

  private final Workbench bench;
  private final float[][] queries;
  private final Selections selections;
  private final ExactSearch exact;
  private final int effort;

  private LargeProject(
      Workbench bench, float[][] queries, Selections selections, ExactSearch exact) {
    this.bench = bench;
    this.queries = queries;
    this.selections = selections;
    this.exact = exact;
    this.effort = leastEffort();
  }

  /** Makes both sides, or takes what an earlier run has left. */
  static LargeProject load(Workbench bench) {
    RunSize size = bench.size();
    bench.tell("making %,d x %d vectors".formatted(size.memories(), size.dimensions()));
    ClusteredVectors source = new ClusteredVectors(size.dimensions(), SEED);
    float[][] vectors = source.next(size.memories());
    float[][] queries = source.next(size.queries());
    Selections selections = new Selections(vectors, SEED);
    bench.tell("loading and indexing them in a project");
    bench.projects().create(ID, "large", size.dimensions());
    bench.projects().fill(ID, vectors.length, row -> memory(row, vectors[row], selections));
    bench.isolate(ID);
    storeRaw(bench, queries);
    ExactSearch exact = new ExactSearch(vectors, Arrays.copyOf(queries, size.judged()));
    return new LargeProject(bench, queries, selections, exact);
  }

  private static Memory memory(int row, float[] vector, Selections selections) {
    Memory.Builder memory =
        Memory.newBuilder()
            .setId(MemoryIds.of(row))
            .setContent(Sentences.of(row))
            .setMetadata(selections.metadata(row));
    for (float number : vector) {
      memory.addEmbedding(number);
    }
    return memory.build();
  }

  private static void storeRaw(Workbench bench, float[][] queries) {
    if (!bench.sql().has("large")) {
      bench.tell("indexing them in a plain table");
      bench
          .sql()
          .execute(
              """
              DROP TABLE IF EXISTS bench.large_unfinished;
              CREATE TABLE bench.large_unfinished AS
              SELECT id, content, metadata, embedding::halfvec(%1$d) AS embedding
              FROM memories WHERE project_id = %2$d AND slot = %3$d ORDER BY id;
              ALTER TABLE bench.large_unfinished ADD PRIMARY KEY (id);
              CREATE INDEX ON bench.large_unfinished USING hnsw (embedding halfvec_cosine_ops)
                WITH (m = 16, ef_construction = 64);
              ALTER TABLE bench.large_unfinished RENAME TO large
              """
                  .formatted(bench.size().dimensions(), ID, bench.projects().slot(ID)));
    }
    bench.sql().vacuum("bench.large");
    bench.sql().vacuum("memories");
    bench.sql().storeQueries("large", queries, Collections.nCopies(queries.length, ""));
  }

  private int leastEffort() {
    for (int candidate : EFFORTS) {
      if (rawRecall(candidate, "true", row -> true) >= bench.options().recall) {
        return candidate;
      }
    }
    return EFFORTS.get(EFFORTS.size() - 1);
  }

  /** Returns the least ef_search at which plain SQL has the wanted recall; both sides use it. */
  int effort() {
    return effort;
  }

  Selections selections() {
    return selections;
  }

  /** Returns how many queries recall can be measured with. */
  int judged() {
    return exact.queries();
  }

  /** Returns the statement for pgbench. */
  String script(String where) {
    return """
    \\set n random(1, %d)
    SELECT r.id, r.content, r.distance
    FROM (SELECT v FROM bench.large_queries WHERE n = :n) q,
    LATERAL (SELECT id, content, embedding <=> q.v AS distance FROM bench.large
             WHERE %s ORDER BY embedding <=> q.v LIMIT %d) r;
    """
        .formatted(queries.length, where, K);
  }

  /** Returns a search of the service with the same effort as plain SQL. */
  SearchRequest.Builder request(int query, int k) {
    return Searches.semantic(ID, queries[query], k).setEfSearch(effort);
  }

  /** Returns searches with all queries. */
  List<SearchRequest> requests(Optional<SelectedBy> filter, int ef) {
    return IntStream.range(0, queries.length)
        .mapToObj(query -> filtered(request(query, K), filter).setEfSearch(ef).build())
        .toList();
  }

  /** Adds a filter to a search; with one the service chooses its effort itself. */
  static SearchRequest.Builder filtered(
      SearchRequest.Builder request, Optional<SelectedBy> filter) {
    filter.ifPresent(f -> request.setFilter(Selections.filter(f.kind(), f.percent())));
    return request;
  }

  /** Returns the mean recall of the service. */
  double serviceRecall(List<SearchRequest> requests, IntPredicate eligible) {
    return IntStream.range(0, judged())
        .mapToDouble(
            query ->
                recall(
                    query,
                    Searches.rows(bench.cluster().client(), requests.get(query)),
                    K,
                    eligible))
        .average()
        .orElse(0);
  }

  double recall(int query, List<Integer> found, int k, IntPredicate eligible) {
    return exact.recall(query, found, k, eligible);
  }

  /** Returns the mean recall of plain SQL. */
  double rawRecall(int ef, String where, IntPredicate eligible) {
    bench.sql().execute("SET hnsw.ef_search = " + ef);
    return IntStream.range(0, judged())
        .mapToDouble(query -> recall(query, rawRows(query, where), K, eligible))
        .average()
        .orElse(0);
  }

  private List<Integer> rawRows(int query, String where) {
    String sql =
        "SELECT id FROM bench.large WHERE %s ORDER BY embedding <=> '%s'::halfvec LIMIT %d"
            .formatted(where, RawSql.literal(queries[query]), K);
    return bench.sql().list(sql).stream().map(MemoryIds::row).toList();
  }
}
