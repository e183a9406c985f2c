package dev.loxodonta.search.select;

import static dev.loxodonta.search.select.MemoryMapper.present;

import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.search.plan.SearchPlan;
import io.r2dbc.spi.Readable;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;

/**
 * The k memories with the highest ts_rank among those that match the text. Each row has an id, the
 * rank and the memory; the order of the rows says nothing. Expects {@code memories_s<slot>_text}:
 * every match is ranked, so that common words cost more than rare ones. Needs ts_match_vq to be
 * leakproof, or row security keeps the index away. One round trip.
 */
public final class SelectByWords {

  private static final int ID = Frame.COLUMNS;
  private static final int RANK = ID + 1;
  private static final int MEMORY = ID + 2;

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.epoch, s.recovering, s.lsn, h.*
      FROM ({frame}) s
      LEFT JOIN LATERAL (
        SELECT c.id, c.rank, {memory}
        FROM (
          SELECT id, ts_rank(content_tsv, s.query)::float8 AS rank
          FROM memories
          WHERE slot = {slot} AND project_id = {project} AND content_tsv @@ s.query AND {visible}
          ORDER BY rank DESC, id LIMIT {k}
        ) c
        JOIN memories m ON m.slot = {slot} AND m.project_id = {project} AND m.id = c.id
      ) h ON true
      """;

  private static final Template TEMPLATE = Template.of(SQL);

  private SelectByWords() {}

  /** Returns the statement of a plan. */
  public static ShardQuery<Found> of(SearchPlan.Lexical plan) {
    Parameters parameters = new Parameters();
    TextTerms terms =
        new TextTerms(plan.home().project().textLanguage(), plan.query().words(), parameters);
    String frame = Frame.of(plan.home(), Optional.empty(), terms.columns(), parameters);
    String project = parameters.add(plan.query().projectId());
    String visible = plan.query().filter().visible(parameters);
    String sql =
        TEMPLATE.fill(
            gap ->
                switch (gap) {
                  case "frame" -> frame;
                  case "memory" -> MemoryMapper.columns(plan.query().includeEmbedding());
                  case "slot" -> Integer.toString(plan.slot());
                  case "project" -> project;
                  case "visible" -> visible;
                  case "k" -> Integer.toString(plan.query().k());
                  default -> throw new IllegalArgumentException(gap);
                });
    boolean withEmbedding = plan.query().includeEmbedding();
    return new ShardQuery<>(sql, parameters, row -> toFound(row, withEmbedding));
  }

  static Found toFound(Readable row, boolean withEmbedding) {
    UUID id = present(row.get(ID, UUID.class));
    double rank = present(row.get(RANK, Double.class));
    return new Found(id, rank, MemoryMapper.toMemory(id, row, MEMORY, withEmbedding));
  }
}
