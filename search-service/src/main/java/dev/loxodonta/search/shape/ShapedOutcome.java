package dev.loxodonta.search.shape;

import dev.loxodonta.search.SearchOutcome;
import java.util.List;
import java.util.Optional;

/**
 * The answer of a search after its hits were chosen.
 *
 * @param outcome how they were found; its hits are those that were chosen from
 * @param hits the chosen ones, in the order of the answer
 * @param incompleteReason why the choice may lack something; absent when it does not
 */
public record ShapedOutcome(
    SearchOutcome outcome, List<ShapedHit> hits, Optional<String> incompleteReason) {

  /** Copies the hits. */
  public ShapedOutcome {
    hits = List.copyOf(hits);
  }
}
