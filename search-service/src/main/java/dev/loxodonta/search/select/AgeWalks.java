package dev.loxodonta.search.select;

import dev.loxodonta.search.statistics.AgeGraph;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.intellij.lang.annotations.Language;

/**
 * The nearest of all and the nearest of the newer memories, a walk for each graph: pieces of {@link
 * SelectBySum}. Part 0 is the graph of all, part i the i-th of the graphs of newer memories.
 */
final class AgeWalks {

  /** A memory of several lists counts once, in the list of the largest graph. */
  @Language("SQL")
  private static final String NEAREST_BY_AGE =
      """
      walked AS MATERIALIZED ({walks}
        ), near AS (
          SELECT id,
                 CASE WHEN part = 0 THEN
                   row_number() OVER (ORDER BY part > 0, distance + 0, id) END::int AS near_place,
                 CASE WHEN part > 0 THEN
                   row_number() OVER (ORDER BY part = 0, distance + 0, id) END::int AS recent_place,
                 {columns}
          FROM (SELECT DISTINCT ON (id) * FROM walked ORDER BY id, part) m
        )\
      """;

  @Language("SQL")
  private static final String WALK =
      """

          (SELECT {part} AS part, id, created_at, memory_type, content_tsv, {distance} AS distance
           FROM memories
           WHERE slot = {slot} AND project_id = {project} AND embedding IS NOT NULL
             AND {visible}{since}
           ORDER BY distance LIMIT {limit})\
      """;

  @Language("SQL")
  private static final String WORST_OF_PART =
      "(SELECT CASE WHEN count(*) = {limit} THEN max(distance) END FROM walked WHERE part ="
          + " {part})";

  private static final Template NEAREST_BY_AGE_TEMPLATE = Template.of(NEAREST_BY_AGE);
  private static final Template WALK_TEMPLATE = Template.of(WALK);
  private static final Template WORST_TEMPLATE = Template.of(WORST_OF_PART);

  private AgeWalks() {}

  /**
   * Returns the common table expressions that end with {@code near}.
   *
   * @param others fills the gaps that are not of the walks alone
   */
  static String near(List<AgeGraph> graphs, UnaryOperator<String> others) {
    return NEAREST_BY_AGE_TEMPLATE.fill(
        name -> name.equals("walks") ? walks(graphs, others) : others.apply(name));
  }

  /** Returns the greatest distance of the list of each graph of newer memories, null if short. */
  static String worst(List<AgeGraph> graphs, UnaryOperator<String> others) {
    return IntStream.rangeClosed(1, graphs.size())
        .mapToObj(part -> WORST_TEMPLATE.fill(name -> gap(name, part, "", others)))
        .collect(Collectors.joining(", ", "ARRAY[", "]"));
  }

  private static String walks(List<AgeGraph> graphs, UnaryOperator<String> others) {
    return IntStream.rangeClosed(0, graphs.size())
        .mapToObj(part -> walk(graphs, part, others))
        .collect(Collectors.joining("\n          UNION ALL"));
  }

  private static String walk(List<AgeGraph> graphs, int part, UnaryOperator<String> others) {
    String since = part == 0 ? "" : " AND " + graphs.get(part - 1).predicate();
    return WALK_TEMPLATE.fill(name -> gap(name, part, since, others));
  }

  private static String gap(String name, int part, String since, UnaryOperator<String> others) {
    return switch (name) {
      case "part" -> Integer.toString(part);
      case "since" -> since;
      default -> others.apply(name);
    };
  }
}
