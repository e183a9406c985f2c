package dev.loxodonta.search.testing;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectHome;
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

  /** Returns the query of a request for project 1. */
  public static SearchQuery query(SearchRequest.Builder request) {
    return QueryReader.read(request.setProjectId(1).build());
  }

  private static ProjectHome home(
      int slot, boolean shared, int dimensions, Optional<String> vectorIndex, long vectors) {
    Project project =
        new Project(
            1,
            slot,
            "model",
            dimensions,
            Metric.COSINE,
            "english",
            vectorIndex,
            vectors,
            vectors,
            Optional.empty());
    Shard shard = new Shard(1, "shard-1", List.of());
    return new ProjectHome(project, new Location(1, new Slot(slot, 1, 1), shared, shard));
  }
}
