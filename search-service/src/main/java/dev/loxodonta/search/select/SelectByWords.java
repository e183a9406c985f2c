package dev.loxodonta.search.select;

import static dev.loxodonta.search.select.MemoryMapper.present;

import dev.loxodonta.postgres.TextIndexKind;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.search.plan.SearchPlan;
import io.r2dbc.spi.Readable;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.intellij.lang.annotations.Language;

/**
 * The k memories with the highest BM25 score among those that hold one of the words asked for. Each
 * row has an id, the score and the memory; the order of the rows says nothing. Expects {@code
 * memories_s<slot>_text}: every memory found there is scored, so that common words cost more than
 * rare ones. Or expects {@code memories_s<slot>_bm25}, which brings some of the best to be scored.
 * Needs ts_match_vq to be leakproof, or row security keeps the first index away. One round trip.
 */
public final class SelectByWords {

  private static final int ID = Frame.COLUMNS;
  private static final int SCORE = ID + 1;
  private static final int MEMORY = ID + 2;

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.epoch, s.recovering, s.lsn, h.*
      FROM ({frame}) s
      LEFT JOIN LATERAL (
        WITH {matched}
        SELECT c.id, c.score, {memory}
        FROM (
          SELECT id, {score} AS score
          FROM matched{weights}
          WHERE {kept}
          ORDER BY score DESC, id LIMIT {k}
        ) c
        JOIN LATERAL (
          SELECT * FROM memories
          WHERE slot = {slot} AND project_id = {project} AND id = c.id
          OFFSET 0
        ) m ON true
      ) h ON true
      """;

  private static final Template TEMPLATE = Template.of(SQL);

  private SelectByWords() {}

  /** Returns the statement of a plan. */
  public static ShardQuery<Found> of(SearchPlan.Lexical plan) {
    Parameters parameters = new Parameters();
    TextTerms terms =
        new TextTerms(
            plan.home().project().textLanguage(), plan.query().words(), plan.asked(), parameters);
    LexicalScore score = new LexicalScore(plan.terms(), plan.query().words().isPlain(), parameters);
    String columns = terms.columns() + score.columns();
    String frame = Frame.of(plan.home(), Optional.empty(), columns, parameters);
    String project = parameters.add(plan.query().projectId());
    String visible = plan.query().filter().visible(parameters);
    String sql =
        TEMPLATE.fill(
            gap ->
                switch (gap) {
                  case "frame" -> frame;
                  case "memory" -> MemoryMapper.column(plan.query().includeEmbedding());
                  case "slot" -> Integer.toString(plan.slot());
                  case "project" -> project;
                  case "matched" -> matched(plan, score, project, visible);
                  case "score" -> score.score();
                  case "kept" -> score.kept();
                  case "weights" -> score.join();
                  case "k" -> Integer.toString(plan.query().k());
                  default -> throw new IllegalArgumentException(gap);
                });
    boolean withEmbedding = plan.query().includeEmbedding();
    return new ShardQuery<>(sql, parameters, row -> toFound(row, withEmbedding));
  }

  private static String matched(
      SearchPlan.Lexical plan, LexicalScore score, String project, String visible) {
    String slot = Integer.toString(plan.slot());
    return plan.words() == TextIndexKind.BM25
        ? score.withBest(
            slot,
            project,
            visible,
            plan.query().words().words(),
            plan.words().index(plan.slot()),
            plan.query().k())
        : score.with(slot, project, visible);
  }

  static Found toFound(Readable row, boolean withEmbedding) {
    UUID id = present(row.get(ID, UUID.class));
    double score = present(row.get(SCORE, Double.class));
    return new Found(
        id, score, MemoryMapper.toMemory(id, row, MEMORY, withEmbedding), OptionalLong.empty());
  }
}
