package dev.loxodonta.bench.quality;

import dev.loxodonta.bench.data.JudgedTexts;
import dev.loxodonta.search.v1.Ranking;
import dev.loxodonta.search.v1.ReciprocalRankFusion;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.WeightedRanking;
import java.util.Locale;

/** A way of ranking that is judged. Vectors are compared exactly in all of them. */
enum Leg {
  VECTOR(SearchMode.SEARCH_MODE_SEMANTIC),
  TEXT(SearchMode.SEARCH_MODE_TEXT),
  RRF(SearchMode.SEARCH_MODE_HYBRID),
  WEIGHTED(SearchMode.SEARCH_MODE_HYBRID),
  /** The hybrid search of a caller who says nothing about the ranking. */
  HYBRID(SearchMode.SEARCH_MODE_HYBRID);

  private final SearchMode mode;

  Leg(SearchMode mode) {
    this.mode = mode;
  }

  /** Returns the name in the output. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the search of a query. */
  SearchRequest request(long projectId, JudgedTexts.Text query, int k) {
    SearchRequest.Builder request =
        SearchRequest.newBuilder().setProjectId(projectId).setMode(mode).setK(k);
    if (this != VECTOR) {
      request.setText(query.text());
    }
    if (this != TEXT) {
      request.setExact(true);
      for (float number : query.vector()) {
        request.addVector(number);
      }
    }
    switch (this) {
      case RRF ->
          request.setRanking(
              Ranking.newBuilder().setRrf(ReciprocalRankFusion.getDefaultInstance()));
      case WEIGHTED ->
          request.setRanking(
              Ranking.newBuilder().setWeighted(WeightedRanking.getDefaultInstance()));
      case VECTOR, TEXT, HYBRID -> {}
    }
    return request.build();
  }
}
