package dev.loxodonta.search.select;

import dev.loxodonta.postgres.Project;
import dev.loxodonta.search.plan.VectorAccess;
import org.intellij.lang.annotations.Language;

/**
 * The list of the nearest: {@code (id, distance)}, nearest first. An exact scan compares {@code
 * embedding} itself; in a shared slot its condition on {@code vector_dims} proves the covering
 * index {@code memories_s<slot>_exact}, which then answers alone. A walk of the HNSW index compares
 * {@code embedding::halfvec(n)}, the indexed expression; it comes out of the index nearly in order
 * (relaxed_order), and may be short where a filter or the visibility leaves out much.
 */
final class NearList {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT id, {distance} AS distance
            FROM memories
            WHERE slot = {slot} AND project_id = {project} AND embedding IS NOT NULL{covered}
              AND {visible}
            ORDER BY {order} LIMIT {limit}\
      """;

  private static final Template TEMPLATE = Template.of(SQL);

  private NearList() {}

  static String of(
      VectorAccess access,
      Project project,
      String projectPlace,
      String vectorPlace,
      String visible,
      int limit) {
    return TEMPLATE.fill(
        gap ->
            switch (gap) {
              case "distance" -> distance("embedding", access, project, vectorPlace);
              case "slot" -> Integer.toString(project.slot());
              case "project" -> projectPlace;
              case "covered" -> isCovered(access) ? " AND vector_dims(embedding) <= 1024" : "";
              case "visible" -> visible;
              case "order" ->
                  access instanceof VectorAccess.ExactScan ? "distance, id" : "distance";
              case "limit" -> Integer.toString(limit);
              default -> throw new IllegalArgumentException(gap);
            });
  }

  /** Returns the distance of a column, in the form that the access needs. */
  static String distance(String column, VectorAccess access, Project project, String vectorPlace) {
    String operator = " " + project.metric().operator() + " ";
    return switch (access) {
      case VectorAccess.ExactScan scan -> column + operator + vectorPlace;
      case VectorAccess.HnswIndex index ->
          column + "::halfvec(" + project.dimensions() + ")" + operator + vectorPlace;
    };
  }

  private static boolean isCovered(VectorAccess access) {
    return access instanceof VectorAccess.ExactScan scan && scan.covered();
  }
}
