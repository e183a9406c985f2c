package dev.loxodonta.search.shape;

import java.util.List;

/**
 * What was chosen of the hits.
 *
 * @param hits the chosen ones, in the order of the answer
 * @param enough whether more hits to choose from could not change it
 */
public record Choice(List<ShapedHit> hits, boolean enough) {

  /** Copies the hits. */
  public Choice {
    hits = List.copyOf(hits);
  }
}
