package dev.loxodonta.search.record;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.RowFields;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.search.select.Frame;
import dev.loxodonta.search.select.ShardQuery;
import dev.loxodonta.search.select.Template;
import dev.loxodonta.type.v1.Document;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;

/**
 * The k documents whose second vectors are nearest, and how many were compared. The order of the
 * rows says nothing; one without a hit comes when there is none. Reads all documents of the project
 * that the filter keeps, in its slot's partition, by the primary key, an index that the filter's
 * columns have, or from end to end. Compares nothing when the project's second space is another one
 * than the plan's. Takes no locks beyond a read's; one round trip.
 */
final class SelectDocuments {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.epoch, s.recovering, s.lsn, h.*
      FROM ({frame}) s
      LEFT JOIN LATERAL (
        WITH seen AS MATERIALIZED (
          SELECT EXISTS (
            SELECT FROM projects
            WHERE project_id = {project} AND second_model = {model}
              AND second_dimensions = {dimensions} AND second_metric = {metric}
          ) AS as_planned
        ), matching AS MATERIALIZED (
          SELECT id, second_embedding {operator} {vector} AS distance
          FROM documents
          WHERE slot = {slot} AND project_id = {project} AND second_embedding IS NOT NULL
            AND (SELECT as_planned FROM seen) AND {filter}
        )
        SELECT p.as_planned, false AS waiting, (SELECT count(*) FROM matching) AS compared,
               n.id, n.distance, r.document
        FROM seen p
        LEFT JOIN (SELECT id, distance FROM matching ORDER BY distance, id LIMIT {k}) n ON true
        LEFT JOIN LATERAL (
          SELECT ROW(d.title, d.doc_type, d.source_uri, d.metadata::text, d.created_at, d.updated_at,
                     d.version, encode(d.content_hash, 'hex'), COALESCE(c.chunk_count, 0)::int8,
                     COALESCE(c.access_count, 0), c.last_accessed, {second}) AS document
          FROM documents d
          LEFT JOIN document_stats c
            ON c.slot = {slot} AND c.project_id = {project} AND c.document_id = d.id
          WHERE d.slot = {slot} AND d.project_id = {project} AND d.id = n.id
          OFFSET 0
        ) r ON true
      ) h ON true
      """;

  private static final Template TEMPLATE = Template.of(SQL);

  private SelectDocuments() {}

  /** Returns the statement of a plan. */
  static ShardQuery<RecordRow<Document>> of(RecordPlan plan) {
    Parameters parameters = new Parameters();
    String frame = Frame.of(plan.home(), Optional.empty(), "", parameters);
    String project = parameters.add(plan.query().projectId());
    String sql =
        TEMPLATE.fill(
            gap ->
                switch (gap) {
                  case "frame" -> frame;
                  case "project" -> project;
                  case "model" -> parameters.add(plan.searched().space().model());
                  case "dimensions" -> Integer.toString(plan.searched().space().dimensions());
                  case "metric" -> parameters.add(plan.metric().key());
                  case "operator" -> plan.metric().operator();
                  case "vector" -> parameters.add(plan.vector());
                  case "slot" -> Integer.toString(plan.slot());
                  case "filter" -> plan.query().filter().apply(parameters);
                  case "k" -> Integer.toString(plan.query().k());
                  case "second" ->
                      plan.query().includeSecondEmbedding()
                          ? "d.second_embedding"
                          : "NULL::halfvec";
                  default -> throw new IllegalArgumentException(gap);
                });
    Metric metric = plan.metric();
    return new ShardQuery<>(
        sql, parameters, row -> RecordColumns.toRow(row, metric, SelectDocuments::toDocument));
  }

  static Document toDocument(UUID id, RowFields fields) {
    Document.Builder document =
        Document.newBuilder()
            .setId(id.toString())
            .setTitle(requireNonNull(fields.text()))
            .setDocType(requireNonNull(fields.text()));
    String uri = fields.text();
    document
        .setSourceUri(uri == null ? "" : uri)
        .setMetadata(MetadataReader.toStruct(requireNonNull(fields.text())))
        .setCreatedAt(requireNonNull(fields.time()))
        .setUpdatedAt(requireNonNull(fields.time()))
        .setVersion(fields.int8())
        .setContentHash(bytes(requireNonNull(fields.text())))
        .setChunkCount((int) fields.int8())
        .setAccessCount(fields.int8());
    Timestamp accessed = fields.time();
    if (accessed != null) {
      document.setLastAccessed(accessed);
    }
    return document.addAllSecondEmbedding(RecordColumns.numbers(fields.halfvec())).build();
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
