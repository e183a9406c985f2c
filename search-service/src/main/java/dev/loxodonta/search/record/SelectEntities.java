package dev.loxodonta.search.record;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.RowFields;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.search.select.Frame;
import dev.loxodonta.search.select.ShardQuery;
import dev.loxodonta.search.select.Template;
import dev.loxodonta.type.v1.Entity;
import dev.loxodonta.type.v1.ExternalIds;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;

/**
 * The k entities whose vectors are nearest in the project's own or its second space, how many were
 * compared, and whether some wait for a vector. The order of the rows says nothing; one without a
 * hit comes when there is none. Reads all entities of the project that the filter keeps, by the
 * primary key or an index that the filter's columns have. Takes no locks beyond a read's; one round
 * trip.
 *
 * <p>Compares nothing when the project's space is another one than the plan's. After the switch of
 * a re-embedding entities have own vectors of the former model until the router has taken them
 * away; as long as its mark stands in the queue, only those that were written since are compared.
 * One that a saga took back to what it was before may have a vector of the former size: it is
 * passed over.
 */
final class SelectEntities {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.epoch, s.recovering, s.lsn, h.*
      FROM ({frame}) s
      LEFT JOIN LATERAL (
        WITH seen AS MATERIALIZED (
          SELECT EXISTS (
            SELECT FROM projects
            WHERE project_id = {project} AND {space}model = {model}
              AND {space}dimensions = {dimensions} AND {space}metric = {metric}
          ) AS as_planned{reembedding}
        ), matching AS MATERIALIZED (
          SELECT id, {space}embedding {operator} {vector} AS distance
          FROM entities
          WHERE project_id = {project} AND {space}embedding IS NOT NULL
            AND (SELECT as_planned FROM seen){new} AND {filter}
        )
        SELECT p.as_planned, p.waiting, (SELECT count(*) FROM matching) AS compared,
               n.id, n.distance, r.entity
        FROM seen p
        LEFT JOIN (SELECT id, distance FROM matching ORDER BY distance, id LIMIT {k}) n ON true
        LEFT JOIN LATERAL (
          SELECT ROW(e.name, e.entity_type, e.confidence, e.metadata::text, m.neo4j_uuid::text,
                     m.qdrant_point_id::text, m.graphiti_uuid::text, e.created_at, e.updated_at,
                     e.version, {second}) AS entity
          FROM entities e
          LEFT JOIN entity_id_mapping m ON m.project_id = {project} AND m.internal_id = e.id
          WHERE e.project_id = {project} AND e.id = n.id
          OFFSET 0
        ) r ON true
      ) h ON true
      """;

  /** A mark is a queued row of no entity: the router's {@code RecordVectors} puts it there. */
  @Language("SQL")
  private static final String REEMBEDDING =
      """
      , EXISTS (
            SELECT FROM reembedding_queue WHERE project_id = {project} AND source = 'entities'
          ) AS waiting, EXISTS (
            SELECT FROM reembedding_queue
            WHERE project_id = {project} AND source = 'entities'
              AND id = '00000000-0000-0000-0000-000000000000'
          ) AS marked\
      """;

  @Language("SQL")
  private static final String NEW =
      """
       AND vector_dims(embedding) = {dimensions} AND (NOT (SELECT marked FROM seen)
              OR updated_at > (SELECT changed_at FROM slot_owner WHERE slot = {slot}))\
      """;

  private static final Template TEMPLATE = Template.of(SQL);
  private static final Template REEMBEDDING_TEMPLATE = Template.of(REEMBEDDING);
  private static final Template NEW_TEMPLATE = Template.of(NEW);

  private final RecordPlan plan;
  private final Parameters parameters = new Parameters();
  private final String frame;
  private final String project;

  private SelectEntities(RecordPlan plan) {
    this.plan = plan;
    this.frame = Frame.of(plan.home(), Optional.empty(), "", parameters);
    this.project = parameters.add(plan.query().projectId());
  }

  /** Returns the statement of a plan. */
  static ShardQuery<RecordRow<Entity>> of(RecordPlan plan) {
    SelectEntities select = new SelectEntities(plan);
    Metric metric = plan.metric();
    return new ShardQuery<>(
        TEMPLATE.fill(select::gap),
        select.parameters,
        row -> RecordColumns.toRow(row, metric, SelectEntities::toEntity));
  }

  private String gap(String name) {
    boolean own = plan.searched().own();
    return switch (name) {
      case "frame" -> frame;
      case "space" -> plan.searched().prefix();
      case "model" -> parameters.add(plan.searched().space().model());
      case "metric" -> parameters.add(plan.metric().key());
      case "reembedding" -> own ? REEMBEDDING_TEMPLATE.fill(this::common) : ", false AS waiting";
      case "operator" -> plan.metric().operator();
      case "vector" -> parameters.add(plan.vector());
      case "new" -> own ? NEW_TEMPLATE.fill(this::common) : "";
      case "filter" -> plan.query().filter().apply(parameters);
      case "k" -> Integer.toString(plan.query().k());
      case "second" ->
          plan.query().includeSecondEmbedding() ? "e.second_embedding" : "NULL::halfvec";
      default -> common(name);
    };
  }

  private String common(String name) {
    return switch (name) {
      case "project" -> project;
      case "slot" -> Integer.toString(plan.slot());
      case "dimensions" -> Integer.toString(plan.searched().space().dimensions());
      default -> throw new IllegalArgumentException(name);
    };
  }

  static Entity toEntity(UUID id, RowFields fields) {
    return Entity.newBuilder()
        .setId(id.toString())
        .setName(requireNonNull(fields.text()))
        .setEntityType(requireNonNull(fields.text()))
        .setConfidence(fields.float4())
        .setMetadata(MetadataReader.toStruct(requireNonNull(fields.text())))
        .setExternalIds(
            ExternalIds.newBuilder()
                .setNeo4JUuid(orEmpty(fields.text()))
                .setQdrantPointId(orEmpty(fields.text()))
                .setGraphitiUuid(orEmpty(fields.text())))
        .setCreatedAt(requireNonNull(fields.time()))
        .setUpdatedAt(requireNonNull(fields.time()))
        .setVersion(fields.int8())
        .addAllSecondEmbedding(RecordColumns.numbers(fields.halfvec()))
        .build();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
