package dev.loxodonta.search.select;

import static dev.loxodonta.search.select.MemoryMapper.present;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.search.plan.CandidateLists;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.rank.Features;
import dev.loxodonta.search.rank.Tradeoff;
import io.r2dbc.spi.Readable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;

/**
 * The best sums among the nearest of a vector index and, where these are asked for, the memories
 * that recency lifts. Every part of the sum that PostgreSQL can compute is computed where the index
 * brings the row, and only what can be among the k best is sent, with its memory; what was looked
 * at besides comes as {@link Reach}. Expects {@code memories_s<slot>_hnsw} and {@code (project_id,
 * created_at, id)}; needs {@code hnsw.ef_search} and {@code hnsw.iterative_scan}. One round trip.
 */
public final class SelectBySum {

  private static final int ID = Frame.COLUMNS;
  private static final int NEAR_PLACE = ID + 1;
  private static final int RECENT_PLACE = ID + 2;
  private static final int DISTANCE = ID + 3;
  private static final int RANK = ID + 4;
  private static final int AGE_SECONDS = ID + 5;
  private static final int TYPE = ID + 6;
  private static final int NEAR = ID + 7;
  private static final int WORST_DISTANCE = ID + 8;
  private static final int BEST_TEXT = ID + 9;
  private static final int NEWER = ID + 10;
  private static final int RECENT = ID + 11;
  private static final int LEAST_WORTH = ID + 12;
  private static final int NEWEST_SECONDS = ID + 13;
  private static final int WORST_BY_AGE = ID + 14;
  private static final int MEMORY = ID + 15;

  private static final double SECONDS_PER_DAY = 86_400;

  /** Makes up for sums that are computed twice. */
  private static final double ROUNDING = 1e-9;

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.epoch, s.recovering, s.lsn, h.*
      FROM ({frame}) s
      LEFT JOIN LATERAL (
        WITH {near}, looked AS (
          SELECT *, {recency_weight} * exp(greatest(-700, -{rate}
                   * greatest(0, age_seconds / 86400))) AS fresh,
                 {semantic_weight} * COALESCE({similarity}, 0) AS close
          FROM ({all}) a
          OFFSET 0
        ), facts AS (
          SELECT count(near_place)::int AS near, count(recent_place)::int AS recent,
                 max(distance) FILTER (WHERE near_place IS NOT NULL) AS worst_distance,
                 min(close) FILTER (WHERE near_place IS NOT NULL) AS worst_close,
                 max(rank) AS best_text,
                 min(close + fresh) FILTER (WHERE recent_place IS NOT NULL) AS least_worth,
                 COALESCE((array_agg(close + fresh + {text_weight} * rank
                   ORDER BY close + fresh + {text_weight} * rank DESC))[{k}], '-Infinity') AS kth
          FROM looked
        )
        SELECT l.id, l.near_place, l.recent_place, l.distance, l.rank, l.age_seconds, l.type,
               f.near, f.worst_distance, f.best_text,
               (SELECT count(*)::int FROM looked
                WHERE fresh > f.kth - f.worst_close - {text_weight} * f.best_text) AS newer,
               f.recent, f.least_worth, {newest} AS newest_seconds, {worst_by_age} AS worst_by_age,
               {memory}
        FROM facts f
        JOIN looked l ON l.close + l.fresh + {text_weight} * l.rank >= f.kth - {spread}
        JOIN LATERAL (
          SELECT * FROM memories
          WHERE slot = {slot} AND project_id = {project} AND id = l.id
          OFFSET 0
        ) m ON true
      ) h ON true
      """;

  @Language("SQL")
  private static final String NEAREST =
      """
      near AS (
          SELECT id, row_number() OVER (ORDER BY distance + 0, id)::int AS near_place,
                 {columns}
          FROM (
            SELECT id, created_at, memory_type, content_tsv, {distance} AS distance
            FROM memories
            WHERE slot = {slot} AND project_id = {project} AND embedding IS NOT NULL AND {visible}
            ORDER BY distance LIMIT {limit}
          ) m
        )\
      """;

  private static final String COLUMNS =
      "distance::float8 AS distance, (CASE WHEN content_tsv @@ s.query"
          + " THEN ts_rank(content_tsv, s.query) ELSE 0 END)::float8 AS rank,\n"
          + "                 extract(epoch FROM now() - created_at)::float8 AS age_seconds,"
          + " memory_type AS type";

  private static final String NEAR_ALONE = "SELECT *, NULL::int AS recent_place FROM near";

  @Language("SQL")
  private static final String WITH_NEWER =
      """
      SELECT id, near.near_place, recent_place,
                   COALESCE(near.distance, recent.distance) AS distance,
                   COALESCE(near.rank, recent.rank) AS rank,
                   COALESCE(near.age_seconds, recent.age_seconds) AS age_seconds,
                   COALESCE(near.type, recent.type) AS type
            FROM near FULL JOIN (
              SELECT id, row_number() OVER (ORDER BY worth DESC, id)::int AS recent_place,
                     {columns}
              FROM (
                SELECT *, {semantic_weight} * COALESCE({similarity}, 0) + {recency_weight}
                         * exp(greatest(-700, -{rate} * greatest(0,
                         extract(epoch FROM now() - created_at)::float8 / 86400))) AS worth
                FROM (
                  SELECT id, created_at, memory_type, content_tsv, {distance} AS distance
                  FROM memories
                  WHERE slot = {slot} AND project_id = {project} AND {visible}
                    AND created_at > now() - make_interval(secs => {max_age})
                  OFFSET 0
                ) c
                OFFSET 0
              ) w
              WHERE worth >= {floor}
              ORDER BY worth DESC, id LIMIT {limit}
            ) recent USING (id)\
      """;

  private static final Template TEMPLATE = Template.of(SQL);
  private static final Template NEAR_TEMPLATE = Template.of(NEAREST);
  private static final Template WITH_NEWER_TEMPLATE = Template.of(WITH_NEWER);

  private final SearchPlan.Hybrid plan;
  private final Tradeoff sum;
  private final Parameters parameters = new Parameters();
  private final String frame;
  private final String project;
  private final String vector;
  private final String visible;
  private final String semanticWeight;
  private final String textWeight;
  private final String recencyWeight;
  private final String rate;

  private SelectBySum(SearchPlan.Hybrid plan) {
    this.plan = plan;
    this.sum = plan.query().ranking().tradeoff().orElseThrow();
    TextTerms terms =
        new TextTerms(
            plan.home().project().textLanguage(), plan.query().words(), plan.terms(), parameters);
    this.frame = Frame.of(plan.home(), Optional.of(plan.access()), terms.columns(), parameters);
    this.project = parameters.add(plan.query().projectId());
    this.vector = parameters.add(plan.vector());
    this.visible = plan.query().filter().visible(parameters) + terms.condition();
    this.semanticWeight = number(sum.semanticWeight());
    this.textWeight = number(sum.textWeight());
    this.recencyWeight = number(sum.recencyWeight());
    this.rate = number(sum.decayRatePerDay());
  }

  /** Returns the statement of a plan whose ranking is a sum. */
  public static ShardQuery<Candidate> of(SearchPlan.Hybrid plan) {
    SelectBySum select = new SelectBySum(plan);
    Metric metric = plan.home().project().metric();
    boolean withEmbedding = plan.query().includeEmbedding();
    return new ShardQuery<>(
        TEMPLATE.fill(select::gap),
        select.parameters,
        row -> toCandidate(row, metric, withEmbedding));
  }

  private String gap(String name) {
    return switch (name) {
      case "frame" -> frame;
      case "near" -> near();
      case "all" -> all();
      case "worst_by_age" -> worstByAge();
      case "text_weight" -> textWeight;
      case "spread" -> number(sum.otherSpread() + ROUNDING);
      case "newest" ->
          plan.query().ranking().countsRecency()
              ? SelectCandidates.newest(Integer.toString(plan.slot()), project)
              : "0::float8";
      case "memory" -> MemoryMapper.column(plan.query().includeEmbedding());
      case "k" -> Integer.toString(plan.query().k());
      default -> common(name);
    };
  }

  private String all() {
    return switch (plan.lists()) {
      case CandidateLists.NearestAndNewer newer ->
          WITH_NEWER_TEMPLATE.fill(name -> newerGap(name, newer));
      case CandidateLists.Nearest nearest -> NEAR_ALONE;
      case CandidateLists.NearestByAge byAge -> "SELECT * FROM near";
      case CandidateLists.All every -> throw new IllegalArgumentException("lists " + every);
    };
  }

  private String near() {
    return plan.lists() instanceof CandidateLists.NearestByAge byAge
        ? walks(byAge).near()
        : NEAR_TEMPLATE.fill(this::common);
  }

  private AgeWalks walks(CandidateLists.NearestByAge byAge) {
    return new AgeWalks(plan, byAge.graphs(), this::effort, this::common);
  }

  private String effort(int part) {
    return parameters.add(Integer.toString(plan.effort(part)));
  }

  private String worstByAge() {
    return plan.lists() instanceof CandidateLists.NearestByAge byAge
        ? walks(byAge).worst()
        : "NULL::float8[]";
  }

  private String newerGap(String name, CandidateLists.NearestAndNewer newer) {
    return switch (name) {
      case "max_age" -> number(newer.maxAgeDays() * SECONDS_PER_DAY);
      case "floor" -> number(newer.floor());
      default -> common(name);
    };
  }

  private String common(String name) {
    return switch (name) {
      case "slot" -> Integer.toString(plan.slot());
      case "project" -> project;
      case "limit" -> Integer.toString(plan.listLength());
      case "visible" -> visible;
      case "columns" -> COLUMNS;
      case "distance" ->
          NearList.distance("embedding", plan.access(), plan.home().project(), vector);
      case "similarity" -> SelectCandidates.similarity(plan.home().project().metric(), "distance");
      case "semantic_weight" -> semanticWeight;
      case "recency_weight" -> recencyWeight;
      case "rate" -> rate;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private String number(double value) {
    return parameters.add(value) + "::float8";
  }

  static Candidate toCandidate(Readable row, Metric metric, boolean withEmbedding) {
    UUID id = present(row.get(ID, UUID.class));
    Double distance = row.get(DISTANCE, Double.class);
    Features features =
        new Features(
            id,
            distance == null ? Double.NaN : metric.similarity(distance),
            present(row.get(RANK, Double.class)),
            days(present(row.get(AGE_SECONDS, Double.class))),
            present(row.get(TYPE, String.class)),
            SelectCandidates.place(row.get(NEAR_PLACE, Integer.class)),
            0);
    return new Candidate(
        features,
        SelectCandidates.place(row.get(RECENT_PLACE, Integer.class)),
        days(present(row.get(NEWEST_SECONDS, Double.class))),
        Optional.of(MemoryMapper.toMemory(id, row, MEMORY, withEmbedding)),
        Optional.of(toReach(row, metric)));
  }

  private static Reach toReach(Readable row, Metric metric) {
    Double worst = row.get(WORST_DISTANCE, Double.class);
    Double leastWorth = row.get(LEAST_WORTH, Double.class);
    return new Reach(
        present(row.get(NEAR, Integer.class)),
        worst == null || worst.isNaN() ? 0 : metric.similarity(worst),
        present(row.get(BEST_TEXT, Double.class)),
        present(row.get(NEWER, Integer.class)),
        present(row.get(RECENT, Integer.class)),
        leastWorth == null ? Double.POSITIVE_INFINITY : leastWorth,
        worstByAge(row.get(WORST_BY_AGE, Double[].class), metric));
  }

  private static List<Double> worstByAge(@Nullable Double @Nullable [] distances, Metric metric) {
    return distances == null
        ? List.of()
        : Arrays.stream(distances)
            .map(d -> d == null ? Double.POSITIVE_INFINITY : metric.similarity(d))
            .toList();
  }

  private static double days(double seconds) {
    return Math.max(0, seconds / SECONDS_PER_DAY);
  }
}
