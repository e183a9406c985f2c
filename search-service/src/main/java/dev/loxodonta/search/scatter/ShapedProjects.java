package dev.loxodonta.search.scatter;

import dev.loxodonta.search.paging.Seen;
import dev.loxodonta.search.rerank.Reranking;
import dev.loxodonta.search.shape.ShapedHit;
import java.util.List;
import java.util.Optional;

/**
 * What is answered of what several projects hold.
 *
 * @param outcome how it was found; its hits are those that were chosen from
 * @param hits the chosen ones, in the order of the answer
 * @param incompleteReason why the choice may lack something; absent when it does not
 * @param reranking what became of the re-ranking; absent when none was asked for
 */
public record ShapedProjects(
    ProjectsOutcome outcome,
    List<ShapedProjectHit> hits,
    Optional<String> incompleteReason,
    Optional<Reranking<Seen>> reranking) {

  /** Copies the hits. */
  public ShapedProjects {
    hits = List.copyOf(hits);
  }

  /**
   * A hit that is answered.
   *
   * @param projectId its project
   * @param hit the hit with the value of its group
   */
  public record ShapedProjectHit(long projectId, ShapedHit hit) {}
}
