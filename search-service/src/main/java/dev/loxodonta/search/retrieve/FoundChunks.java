package dev.loxodonta.search.retrieve;

import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.passage.ChunkRow;
import dev.loxodonta.search.plan.ChunkPlan;
import dev.loxodonta.search.read.Reading;
import java.time.Duration;
import java.util.Optional;

/**
 * The chunks that a search brought.
 *
 * @param plan the plan that was run last
 * @param reading the chunks, and where they came from
 * @param spent time spent on PostgreSQL and the way to it
 * @param explanation PostgreSQL's plan, where it was asked for
 */
public record FoundChunks(
    ChunkPlan plan,
    Reading<ChunkRow> reading,
    Duration spent,
    Optional<SearchOutcome.Explanation> explanation) {

  FoundChunks with(SearchOutcome.Explanation given) {
    return new FoundChunks(plan, reading, spent, Optional.of(given));
  }

  /** Returns how many chunks were found by themselves. */
  public long count() {
    return reading.rows().stream().filter(row -> row.found().isPresent()).count();
  }
}
