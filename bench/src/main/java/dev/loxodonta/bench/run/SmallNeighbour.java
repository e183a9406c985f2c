package dev.loxodonta.bench.run;

import dev.loxodonta.bench.data.ClusteredVectors;
import dev.loxodonta.bench.data.ExactSearch;
import dev.loxodonta.bench.load.Contest;
import dev.loxodonta.router.v1.GetTopologyRequest;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.topology.SlotHash;
import dev.loxodonta.type.v1.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A small project that was written among many others of its slot, beside a table that holds the
 * same rows and nothing else. One client: latencies are compared. At this size the router has given
 * it a slot and an index of its own.
 */
final class SmallNeighbour implements RowGroup {

  private static final String ROW = "small-project";
  private static final long FIRST = 7_200_000;
  private static final long SEED = 44;
  private static final int K = 10;

  private final Workbench bench;

  SmallNeighbour(Workbench bench) {
    this.bench = bench;
  }

  @Override
  public List<String> rows() {
    return List.of(ROW);
  }

  @Override
  public void measure(List<String> wanted, Consumer<Outcome> outcomes) {
    RunSize size = bench.size();
    List<Long> projects = projectsOfOneSlot(size.neighbours() + 1);
    long small = projects.get(0);
    ClusteredVectors source = new ClusteredVectors(size.dimensions(), SEED);
    float[][] own = source.next(size.smallProject());
    float[][] others = source.next(size.neighbours() * size.perNeighbour());
    float[][] queries = source.next(size.queries());
    load(projects, own, others);
    bench.isolate(small);
    storeRaw(small, queries);
    List<SearchRequest> requests =
        Arrays.stream(queries).map(query -> Searches.semantic(small, query, K).build()).toList();
    double recall = recall(own, queries, requests);
    Contest contest = bench.contest(script(), List.of(), requests, 1);
    outcomes.accept(
        Outcome.of(
            ROW,
            contest.median(),
            Bar.atMost(1.3),
            "p50 " + Numbers.millis(contest.raw().latencies().millis(0.5)),
            "p50 " + Numbers.millis(contest.service().latencies().millis(0.5)),
            Numbers.recalls(1, recall),
            "%,d rows among %,d projects of %d; CPU per search: PostgreSQL %s raw, %s; service %s"
                .formatted(
                    size.smallProject(),
                    size.neighbours(),
                    size.perNeighbour(),
                    Numbers.millis(contest.raw().postgresMillis()),
                    Numbers.millis(contest.service().postgresMillis()),
                    Numbers.millis(contest.service().serviceMillis()))));
  }

  private double recall(float[][] own, float[][] queries, List<SearchRequest> requests) {
    ExactSearch exact = new ExactSearch(own, Arrays.copyOf(queries, bench.size().judged()));
    return IntStream.range(0, exact.queries())
        .mapToDouble(
            query ->
                exact.recall(
                    query,
                    Searches.rows(bench.cluster().client(), requests.get(query)),
                    K,
                    row -> true))
        .average()
        .orElse(0);
  }

  private List<Long> projectsOfOneSlot(int count) {
    int slots =
        bench
            .cluster()
            .client()
            .topology()
            .getTopology(GetTopologyRequest.getDefaultInstance())
            .getTopology()
            .getSlotCount();
    int slot = SlotHash.slotOf(FIRST, slots);
    return LongStream.iterate(FIRST, id -> id + 1)
        .filter(id -> SlotHash.slotOf(id, slots) == slot)
        .limit(count)
        .boxed()
        .toList();
  }

  /** Rows of the small project and of its neighbours come in turns. */
  private void load(List<Long> projects, float[][] own, float[][] others) {
    if (bench.sql().has("own")) {
      return;
    }
    RunSize size = bench.size();
    bench.tell("loading a project and %,d neighbours".formatted(size.neighbours()));
    bench.projects().create(projects.get(0), "small", size.dimensions());
    int written = 0;
    for (int neighbour = 0; neighbour < size.neighbours(); neighbour++) {
      long project = projects.get(neighbour + 1);
      int from = neighbour * size.perNeighbour();
      bench.projects().create(project, "neighbour", size.dimensions());
      bench.projects().write(project, memories(others, from, from + size.perNeighbour()));
      int until = (int) ((neighbour + 1L) * size.smallProject() / size.neighbours());
      if (until > written) {
        bench.projects().write(projects.get(0), memories(own, written, until));
      }
      written = until;
    }
  }

  private static List<Memory> memories(float[][] vectors, int from, int to) {
    List<Memory> memories = new ArrayList<>();
    for (int row = from; row < to; row++) {
      memories.add(ManyTenants.memory(row, vectors));
    }
    return memories;
  }

  private void storeRaw(long small, float[][] queries) {
    if (!bench.sql().has("own")) {
      bench
          .sql()
          .execute(
              """
              DROP TABLE IF EXISTS bench.own_unfinished;
              CREATE TABLE bench.own_unfinished AS
              SELECT id, content, embedding::halfvec(%d) AS embedding
              FROM memories WHERE project_id = %d ORDER BY id;
              ALTER TABLE bench.own_unfinished RENAME TO own
              """
                  .formatted(bench.size().dimensions(), small));
    }
    bench.sql().vacuum("bench.own");
    bench.sql().vacuum("memories");
    bench.sql().storeQueries("own", queries, Collections.nCopies(queries.length, ""));
  }

  private String script() {
    return """
    \\set n random(1, %d)
    SELECT r.id, r.content, r.distance
    FROM (SELECT v FROM bench.own_queries WHERE n = :n) q,
    LATERAL (SELECT id, content, embedding <=> q.v AS distance FROM bench.own
             ORDER BY embedding <=> q.v LIMIT 10) r;
    """
        .formatted(bench.size().queries());
  }
}
