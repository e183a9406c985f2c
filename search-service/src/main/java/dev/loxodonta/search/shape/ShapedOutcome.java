package dev.loxodonta.search.shape;

import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.paging.Seen;
import dev.loxodonta.search.rerank.Reranking;
import java.util.List;
import java.util.Optional;

/**
 * The answer of a search after its hits were chosen.
 *
 * @param outcome how they were found; its hits are those that were chosen from
 * @param hits the chosen ones, in the order of the answer
 * @param incompleteReason why the choice may lack something; absent when it does not
 * @param reranking what became of the re-ranking; absent when none was asked for
 */
public record ShapedOutcome(
    SearchOutcome outcome,
    List<ShapedHit> hits,
    Optional<String> incompleteReason,
    Optional<Reranking<Seen>> reranking) {

  /** Copies the hits. */
  public ShapedOutcome {
    hits = List.copyOf(hits);
  }
}
