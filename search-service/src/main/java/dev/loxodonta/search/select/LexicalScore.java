package dev.loxodonta.search.select;

import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.search.lexical.Bm25;
import dev.loxodonta.search.lexical.Neighbours;
import dev.loxodonta.search.lexical.ScoredTerms;
import dev.loxodonta.search.lexical.Term;
import dev.loxodonta.search.lexical.TextTable;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.intellij.lang.annotations.Language;

/**
 * BM25 as SQL. How often a word occurs is read from {@code ts_rank} with equal weights, which is
 * the sum of 1 / j² up to that number, divided by its limit π² / 6: near enough 1 − 0.6079 / (tf +
 * ½) to round to tf. That needs no unnesting and costs well under a microsecond a word. Where the
 * project's words were not counted before, the memories that hold a word are counted in the same
 * statement, all of them, whatever the filter, so that the score of a memory is the same in each
 * search. To keep the number of different statements small, terms are filled up with nulls to a
 * power of two.
 */
final class LexicalScore {

  /**
   * The memories that match, or where words are counted all that hold one. The lexemes of each are
   * read once: OFFSET 0 keeps the planner from copying the expression.
   */
  @Language("SQL")
  private static final String MATCHED =
      """
      matched AS (
          SELECT id, norm{columns}
          FROM (
            SELECT id, tsv, kept, {norm} AS norm
            FROM (
              SELECT id, content_tsv || ''::tsvector AS tsv, {kept} AS kept
              FROM {table}
              WHERE slot = {slot} AND project_id = {project} AND {matching}
              OFFSET 0
            ) t
            OFFSET 0
          ) n
        )\
      """;

  /**
   * The same from a BM25 index, which brings so many in its own order. It is not asked on a
   * replica, where older versions of pg_textsearch find nothing or not what was written last: there
   * the words bring every match. The score of what the index brings cannot be had without computing
   * it anew, so that what holds no word, as a sort would bring it, goes by the words.
   */
  @Language("SQL")
  private static final String BEST =
      """
      matched AS (
          SELECT id, norm, tsv
          FROM (
            SELECT id, tsv, {norm} AS norm
            FROM (
              SELECT id, content_tsv || ''::tsvector AS tsv
              FROM (
                SELECT id, content_tsv
                FROM memories
                WHERE slot = {slot} AND project_id = {project} AND {visible}
                ORDER BY content <@> to_bm25query({words}::text, '{index}')
                LIMIT {length}
              ) b
              WHERE NOT s.recovering
              UNION ALL
              SELECT id, content_tsv || ''::tsvector AS tsv
              FROM memories
              WHERE s.recovering AND slot = {slot} AND project_id = {project}
                AND content_tsv @@ s.query AND {visible}
              OFFSET 0
            ) t
            WHERE tsv @@ s.query
            OFFSET 0
          ) n
        )\
      """;

  /** Twice as many as are wanted, since the index weighs a text's length in another way. */
  private static final int BEST_PER_WANTED = 2;

  private static final int LEAST_BEST = 100;

  private static final Template TEMPLATE = Template.of(MATCHED);
  private static final Template BEST_TEMPLATE = Template.of(BEST);

  private final ScoredTerms terms;
  private final Parameters parameters;
  private final boolean plain;
  private final TextTable table;
  private final int width;
  private final int pairs;

  /**
   * @param plain whether the query is nothing but words, so that what holds one of them matches
   */
  LexicalScore(ScoredTerms terms, boolean plain, Parameters parameters) {
    this(terms, plain, TextTable.MEMORIES, parameters);
  }

  /**
   * @param plain whether the query is nothing but words
   * @param table what is scored
   */
  LexicalScore(ScoredTerms terms, boolean plain, TextTable table, Parameters parameters) {
    this.table = table;
    this.plain = plain;
    this.terms = terms;
    this.parameters = parameters;
    this.width = width(terms.terms().size());
    this.pairs = width(terms.neighbours().size());
  }

  /** Returns the columns for the frame: terms, pairs, and what is known of their weights. */
  String columns() {
    StringBuilder sql = new StringBuilder();
    sql.append(",\n       ").append(number(terms.normSlope())).append(" AS norm_slope");
    sql.append(array("text", "tsquery", "t", width, strings(terms.terms(), Term::query)));
    sql.append(
        array("text", "tsquery", "p", pairs, strings(terms.neighbours(), Neighbours::query)));
    if (!terms.counted()) {
      sql.append(array("float8", "float8", "w", width, numbers(terms.terms(), Term::weight)));
      sql.append(array("float8", "float8", "v", pairs, numbers(terms.neighbours(), terms::weight)));
    } else {
      sql.append(",\n       ").append(number(terms.rows())).append(" AS row_count");
      sql.append(",\n       ").append(parameters.add(terms.anyTermQuery()));
      sql.append("::text::tsquery AS any_term");
      sql.append(array("int", "int", "a", pairs, places(n -> terms.indexOf(n.first()) + 1)));
      sql.append(array("int", "int", "b", pairs, places(n -> terms.indexOf(n.second()) + 1)));
    }
    return sql.toString();
  }

  /**
   * Returns the expressions behind WITH: {@code matched}, and {@code weights} where they are
   * counted.
   */
  String with(String slot, String project, String visible) {
    String wanted = "content_tsv @@ s.query AND " + visible;
    String matched =
        TEMPLATE.fill(
            gap ->
                switch (gap) {
                  case "table" -> table.sql();
                  case "slot" -> slot;
                  case "project" -> project;
                  case "norm" -> norm("tsv");
                  case "columns" -> terms.counted() ? occurrences() : ", tsv";
                  case "kept" -> terms.counted() ? "(" + visible + ")" : "true";
                  case "matching" -> terms.counted() ? "content_tsv @@ s.any_term" : wanted;
                  default -> throw new IllegalArgumentException(gap);
                });
    return terms.counted() ? matched + counted() : matched;
  }

  /**
   * Returns the expression {@code matched} from a BM25 index; where words are counted there is
   * none.
   *
   * @param words what is looked for, as text
   * @param index the index's name
   * @param wanted how many of the best are wanted
   */
  String withBest(
      String slot, String project, String visible, String words, String index, int wanted) {
    String place = parameters.add(words);
    return BEST_TEMPLATE.fill(
        gap ->
            switch (gap) {
              case "slot" -> slot;
              case "project" -> project;
              case "visible" -> visible;
              case "norm" -> norm("tsv");
              case "words" -> place;
              case "index" -> index;
              case "length" -> Integer.toString(Math.max(LEAST_BEST, BEST_PER_WANTED * wanted));
              default -> throw new IllegalArgumentException(gap);
            });
  }

  /** Returns what to join for {@link #score}; may be empty. */
  String join() {
    return terms.counted() ? " CROSS JOIN weights" : "";
  }

  /** Returns the condition on {@code matched}. */
  String kept() {
    return terms.counted() ? "kept" : "true";
  }

  /** Returns the score of a row of {@code matched}, a float8. */
  String score() {
    if (!terms.counted()) {
      return score("tsv", "norm");
    }
    return "(0::float8"
        + joined(width, i -> " + weights.w" + i + " * (1 - norm / (norm + f" + i + "))")
        + joined(
            pairs, i -> " + CASE WHEN p" + i + " THEN weights.v" + i + " / (1 + norm) ELSE 0 END")
        + ")";
  }

  /** Returns the score of a tsvector with its norm, a float8. */
  String score(String tsv, String norm) {
    String source = terms.counted() ? "weights" : "s";
    StringBuilder sql = new StringBuilder(width * 128 + pairs * 64 + 16).append("(0::float8");
    for (int i = 1; i <= width; i++) {
      sql.append("\n + COALESCE(").append(source).append(".w").append(i);
      sql.append(" * (1 - ").append(norm).append(" / (").append(norm).append(" + ");
      sql.append(occurrences(tsv, i)).append(")), 0)");
    }
    for (int i = 1; i <= pairs; i++) {
      sql.append("\n + CASE WHEN ").append(tsv).append(" @@ s.p").append(i).append(" THEN ");
      sql.append(source).append(".v").append(i).append(" / (1 + ").append(norm);
      sql.append(") ELSE 0 END");
    }
    return sql.append(')').toString();
  }

  /** Returns a lateral join {@code w} that reads a tsvector once: tsv, norm. */
  static String words(String column) {
    return " CROSS JOIN LATERAL (SELECT tsv, "
        + norm("tsv")
        + " AS norm FROM (SELECT "
        + column
        + " || ''::tsvector AS tsv OFFSET 0) t OFFSET 0) w";
  }

  /** Returns the norm of a tsvector, a float8. */
  private static String norm(String tsv) {
    return "(%s::float8 + s.norm_slope * length(%s))".formatted(Bm25.NORM_BASE, tsv);
  }

  private String occurrences() {
    return ", kept AND "
        + (plain ? "true" : "tsv @@ s.query")
        + " AS kept"
        + joined(width, i -> ", COALESCE(" + occurrences("tsv", i) + ", 0) AS f" + i)
        + joined(pairs, i -> ", tsv @@ s.p" + i + " AS p" + i);
  }

  private static String occurrences(String tsv, int term) {
    return "round(0.6079271018540267 / (1 - ts_rank('{1,1,1,1}', "
        + tsv
        + ", s.t"
        + term
        + ")::float8) - 0.5)";
  }

  private String counted() {
    String frequencies =
        list(width, i -> "count(*) FILTER (WHERE f" + i + " > 0)::float8 AS d" + i);
    String weights =
        list(
            width,
            i ->
                Bm25.WEIGHT_FACTOR
                    + " * ln(1 + (greatest(s.row_count, n) - d"
                    + i
                    + " + 0.5) / (d"
                    + i
                    + " + 0.5))");
    String ofPairs =
        list(pairs, i -> Bm25.PAIR_FACTOR + " * (w[s.a" + i + "] + w[s.b" + i + "]) AS v" + i);
    return """
    , frequencies AS MATERIALIZED (SELECT count(*)::float8 AS n, %s FROM matched),
        arrays AS MATERIALIZED (SELECT ARRAY[%s] AS w FROM frequencies),
        weights AS MATERIALIZED (SELECT %s%s FROM arrays)\
    """
        .formatted(
            frequencies,
            weights,
            list(width, i -> "w[" + i + "] AS w" + i),
            pairs == 0 ? "" : ", " + ofPairs);
  }

  private String array(String type, String of, String name, int count, Object values) {
    if (count == 0) {
      return "";
    }
    String place = "(" + parameters.add(values) + "::" + type + "[])";
    return ",\n       " + list(count, i -> place + "[" + i + "]::" + of + " AS " + name + i);
  }

  private Integer[] places(ToIntFunction<Neighbours> place) {
    return terms.neighbours().stream().map(place::applyAsInt).toArray(Integer[]::new);
  }

  private static <T> String[] strings(List<T> values, Function<T, String> of) {
    return values.stream().map(of).toArray(String[]::new);
  }

  private static <T> Double[] numbers(List<T> values, ToDoubleFunction<T> of) {
    return values.stream().map(of::applyAsDouble).toArray(Double[]::new);
  }

  private static String joined(int count, IntFunction<String> item) {
    StringBuilder sql = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      sql.append(item.apply(i));
    }
    return sql.toString();
  }

  private static String list(int count, IntFunction<String> item) {
    StringJoiner list = new StringJoiner(", ");
    for (int i = 1; i <= count; i++) {
      list.add(item.apply(i));
    }
    return list.toString();
  }

  private String number(double value) {
    return parameters.add(value) + "::float8";
  }

  private static int width(int count) {
    return count <= 1 ? count : Integer.highestOneBit(count - 1) << 1;
  }
}
