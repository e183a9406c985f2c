package dev.loxodonta.search.select;

import static dev.loxodonta.search.select.MemoryMapper.present;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.search.plan.CandidateLists;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.rank.Features;
import dev.loxodonta.search.rank.LexicalMeasure;
import dev.loxodonta.search.rank.Ranking;
import dev.loxodonta.search.rank.Tradeoff;
import dev.loxodonta.type.v1.Memory;
import io.r2dbc.spi.Readable;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;

/**
 * The candidates of a hybrid search: the nearest, the best texts and, where recency counts, the
 * newest, joined by id, each with the features of every formula. A candidate that is in two lists
 * or among the first k of one carries its memory along: by reciprocal ranks the k best are among
 * these, by the sums nearly always. Where only ranks count the others are not sent at all. Expects
 * the indexes of {@link NearList} and {@link SelectByWords}, {@code (project_id, created_at, id)}
 * for the newest, and the primary key. One round trip.
 */
public final class SelectCandidates {

  private static final int ID = Frame.COLUMNS;
  private static final int NEAR_PLACE = ID + 1;
  private static final int TEXT_PLACE = ID + 2;
  private static final int RECENT_PLACE = ID + 3;
  private static final int CARRIED = ID + 4;
  private static final int DISTANCE = ID + 5;
  private static final int RANK = ID + 6;
  private static final int AGE_SECONDS = ID + 7;
  private static final int TYPE = ID + 8;
  private static final int NEWEST_SECONDS = ID + 9;
  private static final int MEMORY = ID + 10;

  private static final double SECONDS_PER_DAY = 86_400;

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.epoch, s.recovering, s.lsn, h.*
      FROM ({frame}) s
      LEFT JOIN LATERAL (
        WITH near AS (
          SELECT id, row_number() OVER (ORDER BY distance + 0, id)::int AS place
          FROM ({near}) n
        ){lexical}{recent}, candidates AS (
          SELECT id, max(near_place) AS near_place, max(text_place) AS text_place,
                 max(recent_place) AS recent_place,
                 count(place) > 1 OR COALESCE(min(place) <= {k}, false) AS carried
          FROM (
            SELECT id, place, place AS near_place, NULL::int AS text_place, NULL::int AS recent_place
            FROM near{and_lexical}{and_recent}
          ) lists
          GROUP BY id
        )
        {ranked}
      ) h ON true
      """;

  @Language("SQL")
  private static final String BY_PLACE =
      """
      SELECT c.id, c.near_place, c.text_place, c.recent_place, c.carried,
               {distance} AS distance,
               {rank} AS rank,
               extract(epoch FROM now() - m.created_at)::float8 AS age_seconds,
               m.memory_type AS type, 0::float8 AS newest_seconds, p.*
        FROM candidates c
        JOIN LATERAL (
          SELECT * FROM memories
          WHERE slot = {slot} AND project_id = {project} AND id = c.id
          OFFSET 0
        ) m ON true{only_carried}{words}
        LEFT JOIN LATERAL (SELECT {memory} WHERE c.carried) p ON true\
      """;

  /** The memory's type does not count here: twice as many as are wanted are carried along. */
  @Language("SQL")
  private static final String BY_SUM =
      """
      SELECT c.id, c.near_place, c.text_place, c.recent_place, c.carried,
               c.distance, c.rank, c.age_seconds, c.type, {newest} AS newest_seconds, p.*
        FROM (
          SELECT f.*, row_number() OVER (ORDER BY {semantic_weight} * COALESCE({similarity}, 0)
                   + {text_weight} * rank
                   + {recency_weight} * exp(greatest(-700, -{rate} * greatest(0, age_seconds / 86400))) DESC)
                   <= 2 * {k} AS carried
          FROM (
            SELECT c.id, c.near_place, c.text_place, c.recent_place,
                   {distance} AS distance,
                   {rank} AS rank,
                   extract(epoch FROM now() - m.created_at)::float8 AS age_seconds,
                   m.memory_type AS type
            FROM candidates c
            JOIN LATERAL (
              SELECT * FROM memories
              WHERE slot = {slot} AND project_id = {project} AND id = c.id
              OFFSET 0
            ) m ON true
            OFFSET 0
          ) f
        ) c
        LEFT JOIN LATERAL (
          SELECT {memory}
          FROM memories m
          WHERE c.carried AND m.slot = {slot} AND m.project_id = {project} AND m.id = c.id
          OFFSET 0
        ) p ON true\
      """;

  @Language("SQL")
  private static final String BY_TS_RANK =
      """
      , lexical AS (
          SELECT id, row_number() OVER (ORDER BY rank DESC, id)::int AS place
          FROM (
            SELECT id, ts_rank(content_tsv, s.query) AS rank
            FROM memories
            WHERE slot = {slot} AND project_id = {project} AND content_tsv @@ s.query AND {visible}
            ORDER BY rank DESC, id LIMIT {limit}
          ) t
        )\
      """;

  @Language("SQL")
  private static final String BY_BM25 =
      """
      , {matched}, lexical AS (
          SELECT id, row_number() OVER (ORDER BY score DESC, id)::int AS place
          FROM (
            SELECT id, {score} AS score
            FROM matched{weights}
            WHERE {kept}
            ORDER BY score DESC, id LIMIT {limit}
          ) t
        )\
      """;

  private static final String AND_LEXICAL =
      "\n      UNION ALL SELECT id, place, NULL, place, NULL FROM lexical";

  private static final String AND_RECENT =
      "\n      UNION ALL SELECT id, NULL, NULL, NULL, place FROM recent";

  /** The text's {@code ts_rank} of a memory {@code m}, 0 when it does not match. */
  static final String TS_RANK =
      "(CASE WHEN m.content_tsv @@ s.query THEN ts_rank(m.content_tsv, s.query)"
          + " ELSE 0 END)::float8";

  @Language("SQL")
  private static final String RECENT =
      """
      , recent AS (
          SELECT id, row_number() OVER (ORDER BY created_at DESC, id DESC)::int AS place
          FROM (
            SELECT id, created_at
            FROM memories
            WHERE slot = {slot} AND project_id = {project} AND {visible}
            ORDER BY created_at DESC, id DESC LIMIT {limit}
          ) r
        )\
      """;

  @Language("SQL")
  private static final String NEWER =
      """
      , recent AS (
          SELECT id, row_number() OVER (ORDER BY worth DESC, id)::int AS place
          FROM (
            SELECT id, worth
            FROM (
              SELECT id,
                     {semantic_weight} * COALESCE({similarity}, 0) + {recency_weight} * exp(greatest(-700, -{rate}
                       * greatest(0, extract(epoch FROM now() - created_at)::float8 / 86400)))
                       AS worth
              FROM memories
              WHERE slot = {slot} AND project_id = {project} AND {visible}
                AND created_at > now() - make_interval(secs => {max_age})
            ) w
            WHERE worth >= {floor}
            ORDER BY worth DESC, id LIMIT {limit}
          ) r
        )\
      """;

  @Language("SQL")
  private static final String NEWEST =
      """
      (SELECT extract(epoch FROM now() - created_at)::float8
                FROM memories
                WHERE slot = {slot} AND project_id = {project}
                ORDER BY created_at DESC, id DESC LIMIT 1)\
      """;

  private static final Template TEMPLATE = Template.of(SQL);
  private static final Template BY_PLACE_TEMPLATE = Template.of(BY_PLACE);
  private static final Template BY_SUM_TEMPLATE = Template.of(BY_SUM);
  private static final Template TS_RANK_TEMPLATE = Template.of(BY_TS_RANK);
  private static final Template BM25_TEMPLATE = Template.of(BY_BM25);
  private static final Template NEWER_TEMPLATE = Template.of(NEWER);
  private static final Template NEWEST_TEMPLATE = Template.of(NEWEST);
  private static final Template RECENT_TEMPLATE = Template.of(RECENT);

  private final SearchPlan.Hybrid plan;
  private final Parameters parameters = new Parameters();
  private final TextTerms terms;
  private final LexicalScore score;
  private final Ranking ranking;
  private final boolean byBm25;
  private final String frame;
  private final String project;
  private final String vector;
  private String visible = "";

  private SelectCandidates(SearchPlan.Hybrid plan) {
    this.plan = plan;
    this.terms =
        new TextTerms(
            plan.home().project().textLanguage(), plan.query().words(), plan.asked(), parameters);
    this.score = new LexicalScore(plan.terms(), plan.query().words().isPlain(), parameters);
    this.ranking = plan.query().ranking();
    this.byBm25 = ranking.lexicalMeasure() == LexicalMeasure.BM25;
    String columns = byBm25 ? terms.columns() + score.columns() : terms.columns();
    this.frame = Frame.of(plan.home(), Optional.of(plan.access()), columns, parameters);
    this.project = parameters.add(plan.query().projectId());
    this.vector = parameters.add(plan.vector());
  }

  /** Returns the statement of a plan; that of {@link SelectBySum} where it does. */
  public static ShardQuery<Candidate> of(SearchPlan.Hybrid plan) {
    if (plan.isSumByIndex()) {
      return SelectBySum.of(plan);
    }
    SelectCandidates select = new SelectCandidates(plan);
    Metric metric = plan.home().project().metric();
    boolean withEmbedding = plan.query().includeEmbedding();
    return new ShardQuery<>(
        TEMPLATE.fill(select::gap),
        select.parameters,
        row -> toCandidate(row, metric, withEmbedding));
  }

  private String gap(String name) {
    Project settings = plan.home().project();
    return switch (name) {
      case "frame" -> frame;
      case "near" ->
          NearList.of(
              plan.access(),
              settings,
              project,
              vector,
              plan.query().filter(),
              terms.condition(),
              "",
              plan.listLength(),
              parameters);
      case "lexical" -> hasLexical() ? lexical() : "";
      case "and_lexical" -> hasLexical() ? AND_LEXICAL : "";
      case "recent" -> recent();
      case "and_recent" -> hasRecent() ? AND_RECENT : "";
      case "ranked" ->
          ranking
              .tradeoff()
              .map(sum -> BY_SUM_TEMPLATE.fill(part -> sumGap(part, sum)))
              .orElseGet(() -> BY_PLACE_TEMPLATE.fill(this::rankedGap));
      case "k" -> Integer.toString(plan.query().k());
      case "slot", "project", "limit", "visible" -> common(name);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private String rankedGap(String name) {
    return switch (name) {
      case "distance" ->
          NearList.distance("m.embedding", plan.access(), plan.home().project(), vector);
      case "rank" -> byBm25 ? score.score("w.tsv", "w.norm") : TS_RANK;
      case "words" -> byBm25 ? LexicalScore.words("m.content_tsv") + score.join() : "";
      case "only_carried" -> ranking.needsAllFeatures() ? "" : " AND c.carried";
      case "newest" -> ranking.countsRecency() ? NEWEST_TEMPLATE.fill(this::common) : "0::float8";
      case "memory" -> MemoryMapper.column(plan.query().includeEmbedding());
      case "k" -> Integer.toString(plan.query().k());
      default -> common(name);
    };
  }

  private String sumGap(String name, Tradeoff sum) {
    return switch (name) {
      case "semantic_weight" -> number(sum.semanticWeight());
      case "text_weight" -> number(sum.textWeight());
      case "recency_weight" -> number(sum.recencyWeight());
      case "rate" -> number(sum.decayRatePerDay());
      case "similarity" -> similarity("distance");
      default -> rankedGap(name);
    };
  }

  /** Returns the age in seconds of the project's newest memory, a float8. */
  static String newest(String slot, String project) {
    return NEWEST_TEMPLATE.fill(name -> name.equals("slot") ? slot : project);
  }

  private boolean hasLexical() {
    return plan.lists() instanceof CandidateLists.All;
  }

  private boolean hasRecent() {
    return ranking.countsRecency()
        && !(plan.lists() instanceof CandidateLists.Nearest)
        && !(plan.lists() instanceof CandidateLists.NearestByAge);
  }

  private String lexical() {
    return (byBm25 ? BM25_TEMPLATE : TS_RANK_TEMPLATE).fill(this::lexicalGap);
  }

  private String recent() {
    if (!hasRecent()) {
      return "";
    }
    return switch (plan.lists()) {
      case CandidateLists.Nearest nearest -> "";
      case CandidateLists.NearestByAge byAge -> "";
      case CandidateLists.All all -> RECENT_TEMPLATE.fill(this::recentGap);
      case CandidateLists.NearestAndNewer newer ->
          NEWER_TEMPLATE.fill(name -> newerGap(name, newer, ranking.tradeoff().orElseThrow()));
    };
  }

  private String newerGap(String name, CandidateLists.NearestAndNewer newer, Tradeoff tradeoff) {
    return switch (name) {
      case "semantic_weight" -> number(tradeoff.semanticWeight());
      case "recency_weight" -> number(tradeoff.recencyWeight());
      case "rate" -> number(tradeoff.decayRatePerDay());
      case "max_age" -> number(newer.maxAgeDays() * SECONDS_PER_DAY);
      case "floor" -> number(newer.floor());
      case "similarity" ->
          similarity(
              "(%s)"
                  .formatted(
                      NearList.distance(
                          "embedding", plan.access(), plan.home().project(), vector)));
      default -> recentGap(name);
    };
  }

  private String similarity(String distance) {
    return similarity(plan.home().project().metric(), distance);
  }

  /** Returns the similarity of an expression for a distance. */
  static String similarity(Metric metric, String distance) {
    return switch (metric) {
      case COSINE -> "1 - " + distance;
      case INNER_PRODUCT -> "-" + distance;
      case L2 -> "1 / (1 + " + distance + ")";
    };
  }

  private String number(double value) {
    return parameters.add(value) + "::float8";
  }

  private String lexicalGap(String name) {
    return switch (name) {
      case "matched" -> matched();
      case "score" -> score.score();
      case "weights" -> score.join();
      case "kept" -> score.kept();
      default -> common(name);
    };
  }

  private String matched() {
    String slot = Integer.toString(plan.slot());
    return plan.isByBm25()
        ? score.withBest(
            slot,
            project,
            visible(),
            plan.query().words().words(),
            plan.words().index(plan.slot()),
            plan.listLength())
        : score.with(slot, project, visible());
  }

  private String recentGap(String name) {
    return name.equals("visible") ? visible() + terms.condition() : common(name);
  }

  /** The driver refuses parameters that the statement does not use, and not every list needs it. */
  private String visible() {
    if (visible.isEmpty()) {
      visible = plan.query().filter().visible(parameters);
    }
    return visible;
  }

  private String common(String name) {
    return switch (name) {
      case "slot" -> Integer.toString(plan.slot());
      case "project" -> project;
      case "limit" -> Integer.toString(plan.listLength());
      case "visible" -> visible();
      default -> throw new IllegalArgumentException(name);
    };
  }

  static Candidate toCandidate(Readable row, Metric metric, boolean withEmbedding) {
    UUID id = present(row.get(ID, UUID.class));
    Double distance = row.get(DISTANCE, Double.class);
    Features features =
        new Features(
            id,
            distance == null ? Double.NaN : metric.similarity(distance),
            present(row.get(RANK, Double.class)),
            Math.max(0, present(row.get(AGE_SECONDS, Double.class)) / SECONDS_PER_DAY),
            present(row.get(TYPE, String.class)),
            place(row.get(NEAR_PLACE, Integer.class)),
            place(row.get(TEXT_PLACE, Integer.class)));
    boolean carried = Boolean.TRUE.equals(row.get(CARRIED, Boolean.class));
    Optional<Memory> memory =
        carried
            ? Optional.of(MemoryMapper.toMemory(id, row, MEMORY, withEmbedding))
            : Optional.empty();
    double newestDays =
        Math.max(0, present(row.get(NEWEST_SECONDS, Double.class)) / SECONDS_PER_DAY);
    return new Candidate(
        features,
        place(row.get(RECENT_PLACE, Integer.class)),
        newestDays,
        memory,
        Optional.empty());
  }

  static int place(@Nullable Integer place) {
    return place == null ? 0 : place;
  }
}
