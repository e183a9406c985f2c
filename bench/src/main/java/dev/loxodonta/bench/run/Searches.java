package dev.loxodonta.bench.run;

import dev.loxodonta.bench.data.MemoryIds;
import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchRequest;
import java.util.ArrayList;
import java.util.List;

/** Requests as the rows send them, and what comes back. */
final class Searches {

  private Searches() {}

  /** Returns a semantic search for the nearest to a vector. */
  static SearchRequest.Builder semantic(long projectId, float[] vector, int k) {
    SearchRequest.Builder request =
        SearchRequest.newBuilder()
            .setProjectId(projectId)
            .setMode(SearchMode.SEARCH_MODE_SEMANTIC)
            .setK(k);
    addVector(request, vector);
    return request;
  }

  static void addVector(SearchRequest.Builder request, float[] vector) {
    for (float number : vector) {
      request.addVector(number);
    }
  }

  /** Runs a search and returns the rows' numbers, best first. */
  static List<Integer> rows(ClusterClient client, SearchRequest request) {
    List<Integer> rows = new ArrayList<>();
    client
        .search()
        .search(request)
        .getHitsList()
        .forEach(hit -> rows.add(MemoryIds.row(hit.getMemory().getId())));
    return rows;
  }
}
