package dev.loxodonta.search.query;

import dev.loxodonta.search.diversity.Diversity;
import dev.loxodonta.search.diversity.Grouping;
import dev.loxodonta.search.paging.PageToken;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What becomes of the hits before they are answered.
 *
 * @param minSimilarity hits that are less similar are left out
 * @param diversity how much hits must differ; not together with grouping or a page
 * @param grouping how hits are put into groups; not together with a page
 * @param page the pages before; absent for the first
 * @param rerank what an outside model puts into order before anything else is chosen
 */
public record Shape(
    OptionalDouble minSimilarity,
    Optional<Diversity> diversity,
    Optional<Grouping> grouping,
    Optional<PageToken> page,
    Optional<Rerank> rerank) {

  /** Nothing becomes of them. */
  public static final Shape PLAIN =
      new Shape(
          OptionalDouble.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Returns whether hits come page by page, in the order of their scores. */
  public boolean hasPages() {
    return diversity.isEmpty() && grouping.isEmpty();
  }

  /** Returns whether it is {@link #PLAIN}. */
  public boolean isPlain() {
    return hasPages() && minSimilarity.isEmpty() && page.isEmpty() && rerank.isEmpty();
  }

  /** Returns the same without the pages before. */
  public Shape fromTheStart() {
    return page.isEmpty()
        ? this
        : new Shape(minSimilarity, diversity, grouping, Optional.empty(), rerank);
  }
}
