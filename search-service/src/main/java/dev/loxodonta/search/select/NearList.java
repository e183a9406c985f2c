package dev.loxodonta.search.select;

import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.postgres.filter.CompiledFilter;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.search.plan.VectorAccess;
import java.util.Optional;
import org.intellij.lang.annotations.Language;

/**
 * The list of the nearest: {@code (id, distance, matched)}, nearest first; {@code matched} is how
 * many match in all, null where that was not counted. An exact scan compares {@code embedding}
 * itself; in a shared slot its condition on {@code vector_dims} proves the covering index {@code
 * memories_s<slot>_exact}, which then answers alone. A filtered scan does the same with the rows
 * that indexes of the filter's columns bring. A walk of an HNSW index compares {@code
 * embedding::halfvec(n)}, the indexed expression, and hides the filter's columns from their own
 * indexes; with a filter graph's predicate in the condition it is that graph which is walked. It
 * comes out of the index nearly in order (relaxed_order), and may be short where a filter or the
 * visibility leaves out much. The other kinds of index are asked by their own expressions; where
 * these are quantized more candidates are fetched, and measured again by {@code embedding} itself.
 */
final class NearList {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT id, {distance} AS distance, NULL::int8 AS matched{carried}
            FROM memories m
            WHERE slot = {slot} AND project_id = {project} AND embedding IS NOT NULL{covered}
              AND {visible}
            ORDER BY {order} LIMIT {limit}\
      """;

  @Language("SQL")
  private static final String COUNTED =
      """
      WITH matching AS MATERIALIZED (
              SELECT id, {distance} AS distance
              FROM memories
              WHERE slot = {slot} AND project_id = {project} AND embedding IS NOT NULL
                AND {visible}
            )
            SELECT id, distance, (SELECT count(*) FROM matching) AS matched
            FROM matching ORDER BY distance, id LIMIT {limit}\
      """;

  @Language("SQL")
  private static final String MEASURED_AGAIN =
      """
      SELECT id, distance, NULL::int8 AS matched
            FROM (
              SELECT id, {distance} AS distance
              FROM memories
              WHERE slot = {slot} AND project_id = {project} AND embedding IS NOT NULL
                AND {visible}
              ORDER BY {quantized} LIMIT {reach}
            ) q
            ORDER BY distance, id LIMIT {limit}\
      """;

  private static final Template TEMPLATE = Template.of(SQL);
  private static final Template MEASURED_AGAIN_TEMPLATE = Template.of(MEASURED_AGAIN);
  private static final Template COUNTED_TEMPLATE = Template.of(COUNTED);

  private NearList() {}

  /** Returns whether the list can carry columns along without reading more for them. */
  static boolean carries(VectorAccess access) {
    return access instanceof VectorAccess.HnswIndex;
  }

  /**
   * Returns the list.
   *
   * @param condition a further condition with {@code AND} before it; may be empty
   * @param carried further columns of the alias {@code m}, each with a comma before it; only where
   *     {@link #carries} says so, else empty
   */
  static String of(
      VectorAccess access,
      Project project,
      String projectPlace,
      String vectorPlace,
      CompiledFilter filter,
      String condition,
      String carried,
      int limit,
      Parameters parameters) {
    return template(access)
        .fill(
            gap ->
                switch (gap) {
                  case "distance" -> distance("embedding", access, project, vectorPlace);
                  case "slot" -> Integer.toString(project.slot());
                  case "project" -> projectPlace;
                  case "covered" -> isCovered(access) ? " AND vector_dims(embedding) <= 1024" : "";
                  case "visible" -> visible(access, filter, parameters) + condition;
                  case "carried" -> carried;
                  case "order" -> access.exact() ? "distance, id" : "distance";
                  case "limit" -> Integer.toString(limit);
                  case "quantized" -> quantized(access, project, vectorPlace);
                  case "reach" -> Integer.toString(Math.max(limit, access.reach().orElse(0)));
                  default -> throw new IllegalArgumentException(gap);
                });
  }

  private static Template template(VectorAccess access) {
    return switch (access) {
      case VectorAccess.FilteredScan scan -> COUNTED_TEMPLATE;
      case VectorAccess.OtherIndex index ->
          index.measuresAgain() ? MEASURED_AGAIN_TEMPLATE : TEMPLATE;
      case VectorAccess.HnswIndex index -> TEMPLATE;
      case VectorAccess.ExactScan scan -> TEMPLATE;
    };
  }

  /** Returns what a quantized index is ordered by. */
  private static String quantized(VectorAccess access, Project project, String vectorPlace) {
    if (!(access instanceof VectorAccess.OtherIndex index)) {
      return "";
    }
    String operator = project.metric().operator();
    return switch (index.kind()) {
      case HNSW_BINARY ->
          "binary_quantize(embedding)::bit(%1$d) <~> binary_quantize(%2$s::halfvec)::bit(%1$d)"
              .formatted(project.dimensions(), vectorPlace);
      case HNSW_PREFIX ->
          "subvector(embedding, 1, %1$d)::halfvec(%1$d) %2$s subvector(%3$s::halfvec, 1, %1$d)::halfvec(%1$d)"
              .formatted(VectorIndexKind.prefix(project.dimensions()), operator, vectorPlace);
      case DISKANN, HNSW, IVFFLAT ->
          "embedding::vector(%1$d) %2$s %3$s::halfvec::vector(%1$d)"
              .formatted(project.dimensions(), operator, vectorPlace);
    };
  }

  /** Returns the distance of a column, in the form that the access needs. */
  static String distance(String column, VectorAccess access, Project project, String vectorPlace) {
    String operator = " " + project.metric().operator() + " ";
    boolean plain =
        access.exact() || access instanceof VectorAccess.OtherIndex index && index.measuresAgain();
    return plain
        ? column + operator + vectorPlace
        : column + "::halfvec(" + project.dimensions() + ")" + operator + vectorPlace;
  }

  private static String visible(VectorAccess access, CompiledFilter filter, Parameters parameters) {
    if (access.exact()) {
      return filter.visible(parameters);
    }
    return part(access)
        .map(part -> part.graph().predicate() + " AND " + part.rest().checked(parameters))
        .orElseGet(() -> filter.checked(parameters));
  }

  private static Optional<VectorAccess.HnswIndex.Part> part(VectorAccess access) {
    return access instanceof VectorAccess.HnswIndex walk ? walk.part() : Optional.empty();
  }

  private static boolean isCovered(VectorAccess access) {
    return access instanceof VectorAccess.ExactScan scan && scan.covered();
  }
}
