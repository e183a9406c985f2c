package dev.loxodonta.search.testing;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.TextIndexKind;
import dev.loxodonta.search.lexical.ScoredTerms;
import dev.loxodonta.search.lexical.Term;
import dev.loxodonta.search.query.QueryReader;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.topology.Location;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.Slot;
import java.util.List;
import java.util.Optional;

/** Projects and queries for tests without a server. */
public final class Plans {

  private Plans() {}

  /** Returns a project in shared slot 5. */
  public static ProjectHome shared(int dimensions) {
    return home(5, true, dimensions, Optional.empty(), 5_000);
  }

  /** Returns a project in its own slot 40. */
  public static ProjectHome own(int dimensions, Optional<String> vectorIndex) {
    return home(40, false, dimensions, vectorIndex, 5_000);
  }

  /** Returns a project of so many vectors in a slot of its own. */
  public static ProjectHome own(int dimensions, Optional<String> vectorIndex, long vectors) {
    return home(40, false, dimensions, vectorIndex, vectors);
  }

  /** Returns a project in its own slot 40 with a BM25 index beside HNSW. */
  public static ProjectHome indexedByBm25(int dimensions) {
    return home(40, false, dimensions, Optional.of("hnsw"), TextIndexKind.BM25, 5_000);
  }

  /** Returns two words that were counted, of which the index of words is asked for the first. */
  public static ScoredTerms rareAndCommonWord() {
    return new ScoredTerms(
        List.of("glacier", "river"),
        1,
        List.of(new Term("glacier", 10, 13), new Term("river", 2_000, 2)),
        List.of(),
        false,
        5_000,
        0.1);
  }

  /** Returns the query of a request for project 1. */
  public static SearchQuery query(SearchRequest.Builder request) {
    return QueryReader.read(request.setProjectId(1).build());
  }

  private static ProjectHome home(
      int slot, boolean shared, int dimensions, Optional<String> vectorIndex, long vectors) {
    return home(slot, shared, dimensions, vectorIndex, TextIndexKind.GIN, vectors);
  }

  private static ProjectHome home(
      int slot,
      boolean shared,
      int dimensions,
      Optional<String> vectorIndex,
      TextIndexKind textIndex,
      long vectors) {
    Project project =
        new Project(
            1,
            slot,
            "model",
            dimensions,
            Metric.COSINE,
            "english",
            vectorIndex,
            textIndex,
            vectors,
            vectors,
            Optional.empty());
    Shard shard = new Shard(1, "shard-1", List.of());
    return new ProjectHome(project, new Location(1, new Slot(slot, 1, 1), shared, shard));
  }
}
