package dev.loxodonta.search.query;

import java.util.Map;
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
 * @param factors by how much harder than usual each graph is walked, by the name of a filter
 *     graph's index, {@link #ALL} for the graph of all rows; 1 where there is none
 * @param share which part of the usual effort suffices, in (0, 1]: less than 1 for a search of
 *     which only the very best count
 */
public record Effort(
    boolean exact,
    OptionalInt efSearch,
    OptionalDouble targetRecall,
    OptionalInt base,
    Map<String, Double> factors,
    double share) {

  /** The name of the graph of all rows. */
  public static final String ALL = "";

  /** The service chooses. */
  public static final Effort CHOSEN =
      new Effort(
          false, OptionalInt.empty(), OptionalDouble.empty(), OptionalInt.empty(), Map.of(), 1);

  /** Every vector is compared. */
  public static final Effort EXACT =
      new Effort(
          true, OptionalInt.empty(), OptionalDouble.empty(), OptionalInt.empty(), Map.of(), 1);

  /** Returns whether the caller left the effort to the service. */
  public boolean isFree() {
    return !exact && efSearch.isEmpty() && targetRecall.isEmpty();
  }

  /** Returns by how much harder than usual a graph is walked. */
  public double factor(String graph) {
    return factors.getOrDefault(graph, 1.0);
  }

  /** Returns the same with other factors, an unmodifiable map. */
  public Effort times(Map<String, Double> harder) {
    return harder.equals(factors)
        ? this
        : new Effort(exact, efSearch, targetRecall, base, harder, share);
  }

  /** Returns the same with an effort that is known to be needed; absent: not known. */
  public Effort needing(OptionalInt known) {
    return known.equals(base)
        ? this
        : new Effort(exact, efSearch, targetRecall, known, factors, share);
  }

  /** Returns the effort that the target takes; an exact search when none is enough. */
  public Effort of(OptionalInt enough) {
    return new Effort(enough.isEmpty(), efSearch, targetRecall, enough, Map.of(), share);
  }

  /** Returns the same where a part of the usual effort suffices, in (0, 1]. */
  public Effort sharing(double part) {
    return new Effort(exact, efSearch, targetRecall, base, factors, part);
  }
}
