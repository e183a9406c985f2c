package dev.loxodonta.search.select;

import static dev.loxodonta.search.select.MemoryMapper.present;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.plan.VectorAccess;
import dev.loxodonta.search.query.EntityLeg;
import dev.loxodonta.search.rank.Features;
import dev.loxodonta.search.rank.LexicalMeasure;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;

/**
 * The memories that are linked to the entities which a text names, one or two hops away, each with
 * the features of every formula and how near it is: the mean over the named entities of 1 for a
 * link, one half for a link to an entity that shares a memory with it. What is likely to be among
 * the best carries its memory along. Always brings a row, which says what was named. Expects the
 * indexes {@code entities_name}, {@code memory_entities_entity} and the primary keys: reads no more
 * than {@value #MAX_NAMED} · {@value #MAX_LINKS} links for the first hop and {@value #MAX_BRIDGES}
 * · {@value #MAX_BRIDGED} for the second. One round trip.
 */
public final class SelectLinked {

  /** How many memories are looked at. */
  public static final int MAX_REACHED = 400;

  private static final int MAX_NAMED = 8;
  private static final int MAX_LINKS = 500;
  private static final int MAX_BRIDGES = 64;
  private static final int MAX_BRIDGED = 100;

  private static final int NAMED_IDS = Frame.COLUMNS + 1;
  private static final int NAMED_NAMES = NAMED_IDS + 1;
  private static final int NAMED_TYPES = NAMED_IDS + 2;
  private static final int ID = NAMED_IDS + 3;
  private static final int ENTITY = ID + 1;
  private static final int DISTANCE = ID + 2;
  private static final int RANK = ID + 3;
  private static final int AGE_SECONDS = ID + 4;
  private static final int TYPE = ID + 5;
  private static final int CARRIED = ID + 6;
  private static final int MEMORY = ID + 7;

  private static final double SECONDS_PER_DAY = 86_400;

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.epoch, s.recovering, s.lsn, h.*
      FROM ({frame}) s
      LEFT JOIN LATERAL (
        WITH named AS MATERIALIZED (
          SELECT id, name, entity_type
          FROM entities
          WHERE project_id = {project}
            AND name_key = ANY (ARRAY(SELECT loxo_entity_key(n) FROM unnest({names}::text[]) n))
          ORDER BY length(name_key) DESC, name_key, id LIMIT {max_named}
        ), direct AS MATERIALIZED (
          SELECT e.id AS entity_id, l.memory_id
          FROM named e
          JOIN LATERAL (
            SELECT memory_id FROM memory_entities
            WHERE project_id = {project} AND entity_id = e.id
            ORDER BY memory_id DESC LIMIT {max_links}
          ) l ON true
        ){bridges}, reached AS (
          SELECT memory_id, sum(nearness) / (SELECT count(*) FROM named) AS entity
          FROM (
            SELECT entity_id, memory_id, max(nearness) AS nearness
            FROM (
              SELECT entity_id, memory_id, 1::float8 AS nearness FROM direct{bridged}
            ) links
            GROUP BY entity_id, memory_id
          ) nearest
          GROUP BY memory_id
        ){matched}, candidates AS (
          SELECT m.id, r.entity, {distance} AS distance, {rank} AS rank,
                 extract(epoch FROM now() - m.created_at)::float8 AS age_seconds,
                 m.memory_type AS type
          FROM (SELECT * FROM reached ORDER BY entity DESC, memory_id DESC) r
          JOIN LATERAL (
            SELECT * FROM memories
            WHERE slot = {slot} AND project_id = {project} AND id = r.memory_id AND {visible}
            OFFSET 0
          ) m ON true{words}
          ORDER BY r.entity DESC, r.memory_id DESC LIMIT {max_reached}
        )
        SELECT COALESCE(c.place, 0) AS place, n.ids, n.names, n.types,
               c.id, c.entity, c.distance, c.rank, c.age_seconds, c.type, c.carried, p.*
        FROM (
          SELECT ARRAY(SELECT id::text FROM named ORDER BY id) AS ids,
                 ARRAY(SELECT name FROM named ORDER BY id) AS names,
                 ARRAY(SELECT entity_type FROM named ORDER BY id) AS types
        ) n
        LEFT JOIN (
          SELECT *, row_number() OVER (ORDER BY entity DESC, id DESC)::int AS place,
                 row_number() OVER (ORDER BY {weight} * entity + COALESCE({similarity}, 0) + {likeness} DESC)
                   <= 2 * {k} AS carried
          FROM candidates
        ) c ON true
        LEFT JOIN LATERAL (
          SELECT {memory}
          FROM memories m
          WHERE c.carried AND m.slot = {slot} AND m.project_id = {project} AND m.id = c.id
          OFFSET 0
        ) p ON true
      ) h ON true
      """;

  @Language("SQL")
  private static final String BRIDGES =
      """
      , bridges AS MATERIALIZED (
          SELECT d.entity_id, o.entity_id AS other_id
          FROM direct d
          JOIN LATERAL (
            SELECT entity_id FROM memory_entities
            WHERE project_id = {project} AND memory_id = d.memory_id AND EXISTS (
              SELECT FROM memories
              WHERE slot = {slot} AND project_id = {project} AND id = d.memory_id)
          ) o ON o.entity_id <> d.entity_id
          GROUP BY d.entity_id, o.entity_id
          ORDER BY count(*) DESC, d.entity_id, o.entity_id LIMIT {max_bridges}
        )\
      """;

  @Language("SQL")
  private static final String BRIDGED =
      """

              UNION ALL
              SELECT b.entity_id, l.memory_id, 0.5
              FROM bridges b
              JOIN LATERAL (
                SELECT memory_id FROM memory_entities
                WHERE project_id = {project} AND entity_id = b.other_id
                ORDER BY memory_id DESC LIMIT {max_bridged}
              ) l ON true\
      """;

  private static final Template TEMPLATE = Template.of(SQL);
  private static final Template BRIDGES_TEMPLATE = Template.of(BRIDGES);
  private static final Template BRIDGED_TEMPLATE = Template.of(BRIDGED);
  private static final VectorAccess EVERY_VECTOR = new VectorAccess.ExactScan(false);

  private final SearchPlan.Hybrid plan;
  private final EntityLeg leg;
  private final List<String> names;
  private final Parameters parameters = new Parameters();
  private final TextTerms terms;
  private final LexicalScore score;
  private final boolean byBm25;
  private final String frame;
  private final String project;
  private final String visible;

  private SelectLinked(SearchPlan.Hybrid plan, EntityLeg leg, List<String> names) {
    this.plan = plan;
    this.leg = leg;
    this.names = names;
    Project settings = plan.home().project();
    this.terms =
        new TextTerms(settings.textLanguage(), plan.query().words(), plan.terms(), parameters);
    this.score = new LexicalScore(plan.terms(), plan.query().words().isPlain(), parameters);
    this.byBm25 = plan.query().ranking().lexicalMeasure() == LexicalMeasure.BM25;
    String columns = byBm25 ? terms.columns() + score.columns() : terms.columns();
    this.frame = Frame.of(plan.home(), Optional.empty(), columns, parameters);
    this.project = parameters.add(plan.query().projectId());
    this.visible = plan.query().filter().visible(parameters);
  }

  /**
   * Returns the statement of a plan.
   *
   * @param names what may be names in the text, at least one
   */
  public static ShardQuery<Linked> of(SearchPlan.Hybrid plan, EntityLeg leg, List<String> names) {
    SelectLinked select = new SelectLinked(plan, leg, names);
    Metric metric = plan.home().project().metric();
    boolean withEmbedding = plan.query().includeEmbedding();
    return new ShardQuery<>(
        TEMPLATE.fill(select::gap), select.parameters, row -> toLinked(row, metric, withEmbedding));
  }

  private String gap(String name) {
    Project settings = plan.home().project();
    return switch (name) {
      case "frame" -> frame;
      case "names" -> parameters.add(names.toArray(String[]::new));
      case "bridges" -> leg.hops() > 1 ? BRIDGES_TEMPLATE.fill(this::common) : "";
      case "bridged" -> leg.hops() > 1 ? BRIDGED_TEMPLATE.fill(this::common) : "";
      case "matched" ->
          byBm25 && plan.terms().counted()
              ? ", " + score.with(Integer.toString(plan.slot()), project, visible)
              : "";
      case "distance" ->
          NearList.distance("m.embedding", EVERY_VECTOR, settings, parameters.add(plan.vector()));
      case "rank" -> byBm25 ? score.score("w.tsv", "w.norm") : SelectCandidates.TS_RANK;
      case "words" -> byBm25 ? LexicalScore.words("m.content_tsv") + score.join() : "";
      case "visible" -> visible + terms.condition();
      case "weight" -> parameters.add(leg.weight()) + "::float8";
      case "similarity" -> SelectCandidates.similarity(settings.metric(), "distance");
      case "likeness" -> byBm25 ? "rank / (rank + 8)" : "rank";
      case "k" -> Integer.toString(plan.query().k());
      case "memory" -> MemoryMapper.column(plan.query().includeEmbedding());
      default -> common(name);
    };
  }

  private String common(String name) {
    return switch (name) {
      case "slot" -> Integer.toString(plan.slot());
      case "project" -> project;
      case "max_named" -> Integer.toString(MAX_NAMED);
      case "max_links" -> Integer.toString(MAX_LINKS);
      case "max_bridges" -> Integer.toString(MAX_BRIDGES);
      case "max_bridged" -> Integer.toString(MAX_BRIDGED);
      case "max_reached" -> Integer.toString(MAX_REACHED);
      default -> throw new IllegalArgumentException(name);
    };
  }

  static Linked toLinked(Readable row, Metric metric, boolean withEmbedding) {
    int place = present(row.get(Frame.COLUMNS, Integer.class));
    List<NamedEntity> named = place > 1 ? List.of() : named(row);
    UUID id = row.get(ID, UUID.class);
    return new Linked(
        named,
        id == null ? Optional.empty() : Optional.of(toReached(id, row, metric, withEmbedding)));
  }

  private static List<NamedEntity> named(Readable row) {
    String[] ids = present(row.get(NAMED_IDS, String[].class));
    String[] names = present(row.get(NAMED_NAMES, String[].class));
    String[] types = present(row.get(NAMED_TYPES, String[].class));
    List<NamedEntity> named = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      named.add(new NamedEntity(ids[i], names[i], types[i]));
    }
    return named;
  }

  private static Linked.Reached toReached(
      UUID id, Readable row, Metric metric, boolean withEmbedding) {
    @Nullable Double distance = row.get(DISTANCE, Double.class);
    Features features =
        new Features(
            id,
            distance == null ? Double.NaN : metric.similarity(distance),
            present(row.get(RANK, Double.class)),
            Math.max(0, present(row.get(AGE_SECONDS, Double.class)) / SECONDS_PER_DAY),
            present(row.get(TYPE, String.class)),
            0,
            0);
    boolean carried = Boolean.TRUE.equals(row.get(CARRIED, Boolean.class));
    Candidate candidate =
        new Candidate(
            features,
            0,
            0,
            carried
                ? Optional.of(MemoryMapper.toMemory(id, row, MEMORY, withEmbedding))
                : Optional.empty(),
            Optional.empty());
    return new Linked.Reached(candidate, present(row.get(ENTITY, Double.class)));
  }
}
