package dev.loxodonta.search.select;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.search.lexical.TextTable;
import dev.loxodonta.search.passage.ChunkRow;
import dev.loxodonta.search.plan.ChunkPlan;
import dev.loxodonta.search.plan.VectorAccess;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.query.QueryText;
import java.util.List;
import org.intellij.lang.annotations.Language;

/**
 * The k best chunks with their neighbours. Candidates are the nearest and the best texts; all of
 * them are measured by both, joined by alpha · BM25 / (BM25 + saturation) + (1 − alpha) ·
 * similarity, and the best k are widened by the chunks that stand beside them. Each row is a chunk;
 * those that were found carry score and document. The order of the rows says nothing. Expects
 * {@code chunks_s<slot>_exact} or {@code _hnsw}, {@code chunks_s<slot>_text}, and the unique index
 * on {@code (document_id, chunk_index)} for neighbours and for the chunks of few documents. One
 * round trip.
 */
public final class SelectPassages {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.epoch, s.recovering, s.lsn, h.*
      FROM ({frame}) s
      LEFT JOIN LATERAL (
        WITH {lists}, measured AS (
          SELECT m.id, m.document_id, m.chunk_index, {distance} AS distance, {text} AS text
          FROM candidates c
          JOIN LATERAL (
            SELECT * FROM chunks
            WHERE slot = {slot} AND project_id = {project} AND id = c.id
            OFFSET 0
          ) m ON true{words}
        ), hits AS MATERIALIZED (
          SELECT id, document_id, chunk_index, distance, text, {score} AS score
          FROM measured
          ORDER BY score DESC, id LIMIT {k}
        ), wanted AS (
          SELECT DISTINCT document_id, place
          FROM hits CROSS JOIN LATERAL
            generate_series(greatest(0, chunk_index - {window}), chunk_index + {window}) place
        )
        SELECT n.id, n.document_id, n.chunk_index, n.content, n.token_count,
               n.metadata::text AS metadata, hits.score, hits.distance, hits.text,
               d.title, d.doc_type, d.source_uri, d.metadata::text AS document_metadata
        FROM wanted w
        JOIN LATERAL (
          SELECT * FROM chunks
          WHERE slot = {slot} AND project_id = {project}
            AND document_id = w.document_id AND chunk_index = w.place
          OFFSET 0
        ) n ON true
        LEFT JOIN hits ON hits.id = n.id
        LEFT JOIN LATERAL (
          SELECT * FROM documents
          WHERE slot = {slot} AND project_id = {project} AND id = n.document_id
          OFFSET 0
        ) d ON hits.id IS NOT NULL
      ) h ON true
      """;

  @Language("SQL")
  private static final String NEAR =
      """
      near AS (
          SELECT id, {near_distance} AS distance
          FROM chunks
          WHERE slot = {slot} AND project_id = {project} AND embedding IS NOT NULL{covered}
            AND {near_filter}{condition}
          ORDER BY {order} LIMIT {limit}
        )\
      """;

  @Language("SQL")
  private static final String LEXICAL =
      """
      {matched}, lexical AS (
          SELECT id, {matched_score} AS score
          FROM matched{weights}
          WHERE {kept}
          ORDER BY score DESC, id LIMIT {limit}
        )\
      """;

  @Language("SQL")
  private static final String FILTER =
      """
      document_id IN (SELECT id FROM documents WHERE slot = {slot} AND project_id = {project} \
      AND {documents})\
      """;

  /** An array leads to the index on the documents of chunks, whatever the planner thinks of it. */
  @Language("SQL")
  private static final String BY_DOCUMENT =
      """
      document_id = ANY (ARRAY(SELECT id FROM documents \
      WHERE slot = {slot} AND project_id = {project} AND {documents}))\
      """;

  /**
   * Each chunk that a walk meets is checked by itself, so that no other index than the graph leads.
   */
  @Language("SQL")
  private static final String CHECKED =
      """
      (SELECT {documents} FROM documents \
      WHERE slot = {slot} AND project_id = {project} AND id = chunks.document_id) IS TRUE\
      """;

  private static final QueryText NO_WORDS = new QueryText("", "", List.of(), List.of(), List.of());

  private static final Template TEMPLATE = Template.of(SQL);
  private static final Template NEAR_TEMPLATE = Template.of(NEAR);
  private static final Template LEXICAL_TEMPLATE = Template.of(LEXICAL);
  private static final Template FILTER_TEMPLATE = Template.of(FILTER);
  private static final Template BY_DOCUMENT_TEMPLATE = Template.of(BY_DOCUMENT);
  private static final Template CHECKED_TEMPLATE = Template.of(CHECKED);

  private final ChunkPlan plan;
  private final Parameters parameters = new Parameters();
  private final TextTerms terms;
  private final LexicalScore lexical;
  private final String frame;
  private final String project;
  private final String vector;
  private final ChunkScoreSql score;
  private final String documents;

  private SelectPassages(ChunkPlan plan) {
    this.plan = plan;
    QueryText words = plan.query().text().orElse(NO_WORDS);
    this.terms =
        new TextTerms(plan.home().project().textLanguage(), words, plan.terms(), parameters);
    this.lexical = new LexicalScore(plan.terms(), words.isPlain(), TextTable.CHUNKS, parameters);
    String columns = hasWords() ? terms.columns() + lexical.columns() : "";
    this.frame = Frame.of(plan.home(), plan.vector().map(v -> plan.access()), columns, parameters);
    this.project = parameters.add(plan.query().projectId());
    this.vector = plan.vector().map(parameters::add).orElse("");
    this.score = new ChunkScoreSql(plan, parameters);
    this.documents = plan.documents().condition(parameters);
  }

  /** Returns the statement of a plan. */
  public static ShardQuery<ChunkRow> of(ChunkPlan plan) {
    SelectPassages select = new SelectPassages(plan);
    Metric metric = plan.metric();
    double saturation = select.score.saturation();
    return new ShardQuery<>(
        TEMPLATE.fill(select::gap),
        select.parameters,
        row -> ChunkMapper.toChunkRow(row, metric, saturation));
  }

  private boolean hasWords() {
    return plan.query().mode() != Mode.SEMANTIC;
  }

  private String gap(String name) {
    return switch (name) {
      case "frame" -> frame;
      case "lists" -> lists();
      case "distance" ->
          vector.isEmpty() ? "NULL::float8" : "(m.embedding " + operator() + " " + vector + ")";
      case "text" -> hasWords() ? lexical.score("w.tsv", "w.norm") : "NULL::float8";
      case "words" -> hasWords() ? LexicalScore.words("m.content_tsv") + lexical.join() : "";
      case "score" -> score.score();
      case "k" -> Integer.toString(plan.query().k());
      case "window" -> Integer.toString(plan.window());
      default -> common(name);
    };
  }

  private String lists() {
    String near = vector.isEmpty() ? "" : NEAR_TEMPLATE.fill(this::nearGap);
    String words = hasWords() ? LEXICAL_TEMPLATE.fill(this::lexicalGap) : "";
    String both = near.isEmpty() || words.isEmpty() ? near + words : near + ", " + words;
    String candidates =
        switch (plan.query().mode()) {
          case SEMANTIC -> "SELECT id FROM near";
          case TEXT -> "SELECT id FROM lexical";
          case HYBRID -> "SELECT id FROM near UNION SELECT id FROM lexical";
        };
    return both + ", candidates AS (" + candidates + ")";
  }

  private String nearGap(String name) {
    boolean exact = plan.exact();
    boolean covered = plan.access() instanceof VectorAccess.ExactScan scan && scan.covered();
    return switch (name) {
      case "near_distance" ->
          exact
              ? "embedding " + operator() + " " + vector
              : "embedding::halfvec(%d) %s %s"
                  .formatted(plan.home().project().dimensions(), operator(), vector);
      case "covered" -> covered ? " AND vector_dims(embedding) <= 1024" : "";
      case "near_filter" -> filter(nearFilter());
      case "condition" -> hasWords() ? terms.condition() : "";
      case "order" -> exact ? "distance, id" : "distance";
      case "limit" -> Integer.toString(plan.listLength());
      default -> common(name);
    };
  }

  private String lexicalGap(String name) {
    return switch (name) {
      case "matched" ->
          lexical.with(Integer.toString(plan.slot()), project, filter(FILTER_TEMPLATE));
      case "matched_score" -> lexical.score();
      case "weights" -> lexical.join();
      case "kept" -> lexical.kept();
      case "limit" -> Integer.toString(plan.listLength());
      default -> common(name);
    };
  }

  private String common(String name) {
    return switch (name) {
      case "slot" -> Integer.toString(plan.slot());
      case "project" -> project;
      case "documents" -> documents;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private String filter(Template template) {
    return plan.documents().isEmpty() ? "true" : template.fill(this::common);
  }

  private Template nearFilter() {
    return switch (plan.access()) {
      case VectorAccess.FilteredScan scan -> BY_DOCUMENT_TEMPLATE;
      case VectorAccess.HnswIndex index -> CHECKED_TEMPLATE;
      case VectorAccess.ExactScan scan -> FILTER_TEMPLATE;
      case VectorAccess.OtherIndex index -> CHECKED_TEMPLATE;
    };
  }

  private String operator() {
    return plan.metric().operator();
  }
}
