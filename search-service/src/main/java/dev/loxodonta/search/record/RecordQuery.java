package dev.loxodonta.search.record;

import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.search.query.CallerVector;
import dev.loxodonta.topology.ReadNeed;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A checked search of documents or entities.
 *
 * @param projectId the project, from 1
 * @param table what is searched
 * @param space the name of the second space; empty: that which the table's records have by
 *     themselves, for entities the project's own, for documents the second
 * @param vector the vector as it came; empty means that the text is embedded. Not yet compared with
 *     the space
 * @param text the text; empty where a vector came
 * @param k how many hits, 1 to 1,000
 * @param filter the condition on a record's unqualified columns
 * @param minSimilarity hits with less are left out
 * @param need how fresh the read must be
 * @param includeSecondEmbedding whether hits carry their second vectors
 * @param explain whether PostgreSQL's plan is wanted
 */
record RecordQuery(
    long projectId,
    RecordTable table,
    String space,
    CallerVector vector,
    String text,
    int k,
    Function<Parameters, String> filter,
    OptionalDouble minSimilarity,
    ReadNeed need,
    boolean includeSecondEmbedding,
    boolean explain) {

  /** Returns whether the project's own space is meant. */
  boolean isOfOwnSpace() {
    return table == RecordTable.ENTITIES && space.isEmpty();
  }
}
