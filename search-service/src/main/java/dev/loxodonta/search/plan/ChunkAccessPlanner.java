package dev.loxodonta.search.plan;

import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.filter.CompiledDocumentFilter;
import dev.loxodonta.search.query.QueryReader;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.statistics.ChunkStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Chooses how the nearest chunks of a retrieval are found, as {@link AccessPlanner} does for
 * memories and by the same costs: a filter on documents that keeps few of the chunks has these
 * compared, document by document; one that keeps many has the graph walked, harder the fewer it
 * keeps. Pure.
 */
final class ChunkAccessPlanner {

  private static final int MAX_COVERED_DIMENSIONS = 1_024;
  private static final int MIN_EF = 100;

  private final SearchQuery query;
  private final ProjectHome home;
  private final CompiledDocumentFilter filter;
  private final ChunkStatistics statistics;
  private final int count;

  /**
   * Chooses for one retrieval.
   *
   * @param count how many chunks are wanted
   */
  ChunkAccessPlanner(
      SearchQuery query,
      ProjectHome home,
      CompiledDocumentFilter filter,
      ChunkStatistics statistics,
      int count) {
    this.query = query;
    this.home = home;
    this.filter = filter;
    this.statistics = statistics;
    this.count = count;
  }

  AccessPlanner.Choice choose() {
    if (query.effort().exact()) {
      return new AccessPlanner.Choice(exact(), "the caller asked for an exact search");
    }
    if (home.location().shared()) {
      return new AccessPlanner.Choice(
          exact(), "the project shares its slot, where every vector is compared");
    }
    if (home.project().vectorIndex().isEmpty()) {
      return new AccessPlanner.Choice(exact(), "the project's slot has no vector index yet");
    }
    return filter.isEmpty()
        ? new AccessPlanner.Choice(
            walk(Math.max(MIN_EF, count)), "the chunks of the project's own slot have an index")
        : underFilter();
  }

  private AccessPlanner.Choice underFilter() {
    double share = statistics.share(filter.source());
    double chunks = statistics.chunks();
    double candidates = AccessPlanner.candidates(count, share);
    int effort = AccessPlanner.FACTOR_UNDER_A_FILTER * Math.max(MIN_EF, count);
    int ef = (int) Math.min(QueryReader.MAX_EF_SEARCH, Math.max(effort, candidates));
    double comparisons = share * chunks;
    String estimate =
        String.format(
            Locale.ROOT, "the filter keeps about %.2g %% of %.0f chunks", 100 * share, chunks);
    if (comparisons <= AccessPlanner.COMPARISONS_PER_EF * ef) {
      return chosen(exact(), estimate, "comparing these costs less than a walk");
    }
    if (candidates > AccessPlanner.MAX_CANDIDATES) {
      return chosen(exact(), estimate, "a walk would end before it found enough of these");
    }
    if (share < AccessPlanner.LEAST_SHARE_OF_A_WALK
        && comparisons <= AccessPlanner.MAX_COMPARISONS) {
      return chosen(exact(), estimate, "a walk might miss some of so few");
    }
    return chosen(walk(ef), estimate, "the graph is walked with ef_search " + ef);
  }

  private static AccessPlanner.Choice chosen(VectorAccess access, String estimate, String why) {
    return new AccessPlanner.Choice(access, estimate + ", and " + why);
  }

  private VectorAccess walk(int ef) {
    return new VectorAccess.HnswIndex(
        Math.min(QueryReader.MAX_EF_SEARCH, ef), Optional.empty(), exact());
  }

  private VectorAccess exact() {
    if (home.location().shared()) {
      return new VectorAccess.ExactScan(home.project().dimensions() <= MAX_COVERED_DIMENSIONS);
    }
    return filter.isEmpty()
        ? new VectorAccess.ExactScan(false)
        : new VectorAccess.FilteredScan(
            List.of(
                "chunks_s"
                    + home.location().slot().slot()
                    + "_slot_project_id_document_id_chunk_index_key"));
  }
}
