package dev.loxodonta.search.query;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How hard the vectors are searched.
 *
 * @param exact true for no approximate index at all
 * @param efSearch {@code hnsw.ef_search} of the caller, 1 to 1,000; absent means that the service
 *     chooses
 * @param targetRecall the share of the true best that the caller wants found, in (0, 1]; absent
 *     means the service's own target
 * @param base the {@code hnsw.ef_search} that a search without a filter needs on this project;
 *     absent means the configured one; at least that one where the caller wants no certain recall
 * @param factor by how much harder than that the service looks, from 1
 */
public record Effort(
    boolean exact,
    OptionalInt efSearch,
    OptionalDouble targetRecall,
    OptionalInt base,
    double factor) {

  /** The service chooses. */
  public static final Effort CHOSEN =
      new Effort(false, OptionalInt.empty(), OptionalDouble.empty(), OptionalInt.empty(), 1);

  /** Every vector is compared. */
  public static final Effort EXACT =
      new Effort(true, OptionalInt.empty(), OptionalDouble.empty(), OptionalInt.empty(), 1);

  /** Returns whether the caller left the effort to the service. */
  public boolean isFree() {
    return !exact && efSearch.isEmpty() && targetRecall.isEmpty();
  }

  /** Returns the same by that much harder. */
  public Effort times(double harder) {
    return harder == factor ? this : new Effort(exact, efSearch, targetRecall, base, harder);
  }

  /** Returns the same with an effort that is known to be needed; absent: not known. */
  public Effort needing(OptionalInt known) {
    return known.equals(base) ? this : new Effort(exact, efSearch, targetRecall, known, factor);
  }

  /** Returns the effort that the target takes; an exact search when none is enough. */
  public Effort of(OptionalInt enough) {
    return new Effort(enough.isEmpty(), efSearch, targetRecall, enough, 1);
  }
}
