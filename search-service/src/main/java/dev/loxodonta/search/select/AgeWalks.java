package dev.loxodonta.search.select;

import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.statistics.AgeGraph;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.intellij.lang.annotations.Language;

/**
 * The nearest of all and the nearest of the newer memories, a walk for each graph: pieces of {@link
 * SelectBySum}. Part 0 is the graph of all, part i the i-th of the graphs of newer memories. Each
 * walk has an effort of its own, which its rows refer to so that it is set before they are sought.
 *
 * @param plan says how long each list is
 * @param graphs the graphs of newer memories, the newest first
 * @param efforts says what a walk's effort is, as text
 * @param others fills the gaps that are not of the walks alone
 */
record AgeWalks(
    SearchPlan.Hybrid plan,
    List<AgeGraph> graphs,
    IntFunction<String> efforts,
    UnaryOperator<String> others) {

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

          (SELECT {part} AS part, w.*
           FROM (SELECT set_config('hnsw.ef_search', {effort}, true) AS effort OFFSET 0) e
           CROSS JOIN LATERAL (
             SELECT id, created_at, memory_type, content_tsv, {distance} AS distance
             FROM memories
             WHERE slot = {slot} AND project_id = {project} AND embedding IS NOT NULL
               AND {visible}{since} AND e.effort IS NOT NULL
             ORDER BY distance LIMIT {limit}) w)\
      """;

  @Language("SQL")
  private static final String WORST_OF_PART =
      "(SELECT CASE WHEN count(*) = {limit} THEN max(distance) END FROM walked WHERE part ="
          + " {part})";

  private static final Template NEAREST_BY_AGE_TEMPLATE = Template.of(NEAREST_BY_AGE);
  private static final Template WALK_TEMPLATE = Template.of(WALK);
  private static final Template WORST_TEMPLATE = Template.of(WORST_OF_PART);

  /** Returns the common table expressions that end with {@code near}. */
  String near() {
    return NEAREST_BY_AGE_TEMPLATE.fill(
        name -> name.equals("walks") ? walks() : others.apply(name));
  }

  /** Returns the greatest distance of the list of each graph of newer memories, null if short. */
  String worst() {
    return IntStream.rangeClosed(1, graphs.size())
        .mapToObj(part -> WORST_TEMPLATE.fill(name -> gap(name, part)))
        .collect(Collectors.joining(", ", "ARRAY[", "]"));
  }

  private String walks() {
    return IntStream.rangeClosed(0, graphs.size())
        .mapToObj(part -> WALK_TEMPLATE.fill(name -> gap(name, part)))
        .collect(Collectors.joining("\n          UNION ALL"));
  }

  private String gap(String name, int part) {
    return switch (name) {
      case "part" -> Integer.toString(part);
      case "since" -> part == 0 ? "" : " AND " + graphs.get(part - 1).predicate();
      case "effort" -> efforts.apply(part);
      case "limit" -> Integer.toString(plan.listLength(part));
      default -> others.apply(name);
    };
  }
}
