package dev.loxodonta.search.select;

import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.search.plan.VectorAccess;
import java.util.Optional;
import org.intellij.lang.annotations.Language;

/**
 * The first row source of every statement, called {@code s}: one row that sets the tenant and the
 * effort for this statement, and carries the slot's epoch on this node, the node's role and its log
 * position. OFFSET 0 keeps the planner from taking it apart, so that the settings are made before
 * the rest runs. Also holds what all statements fill their gaps with.
 *
 * <p>Rows that were found are fetched by their key in a lateral join with OFFSET 0: a plan for any
 * project knows only how many rows one has on average, and may prefer to merge the k rows with all
 * of a large project's, which takes longer than the search.
 */
public final class Frame {

  /** How many columns of a row are the frame's: epoch, recovering, lsn. */
  public static final int COLUMNS = 3;

  static final int EPOCH = 0;
  static final int RECOVERING = 1;
  static final int LSN = 2;

  @Language("SQL")
  private static final String SQL =
      """
      SELECT set_config('loxo.project', {tenant}, true){settings},
             (SELECT epoch FROM slot_owner WHERE slot = {slot}) AS epoch,
             pg_is_in_recovery() AS recovering,
             ((CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                    ELSE pg_current_wal_lsn() END) - '0/0'::pg_lsn)::int8 AS lsn{terms}
      OFFSET 0\
      """;

  private static final Template TEMPLATE = Template.of(SQL);

  private Frame() {}

  /**
   * Returns the row source.
   *
   * @param terms further columns, each with a comma before it; may be empty
   */
  public static String of(
      ProjectHome home, Optional<VectorAccess> access, String terms, Parameters parameters) {
    return TEMPLATE.fill(
        gap ->
            switch (gap) {
              case "tenant" -> parameters.add(Long.toString(home.project().projectId()));
              case "settings" -> access.map(a -> settings(a, parameters)).orElse("");
              case "slot" -> Integer.toString(home.location().slot().slot());
              case "terms" -> terms;
              default -> throw new IllegalArgumentException(gap);
            });
  }

  private static String settings(VectorAccess access, Parameters parameters) {
    return switch (access) {
      case VectorAccess.ExactScan scan -> "";
      case VectorAccess.FilteredScan scan -> "";
      case VectorAccess.HnswIndex index ->
          ", set_config('hnsw.ef_search', "
              + parameters.add(Integer.toString(index.efSearch()))
              + ", true), set_config('hnsw.iterative_scan', 'relaxed_order', true)";
      case VectorAccess.OtherIndex index -> settings(index, parameters);
    };
  }

  /**
   * vectorscale would fetch the vectors of an index on an expression from the first column of the
   * table, so it is kept from rescoring, which the statement does.
   */
  private static String settings(VectorAccess.OtherIndex index, Parameters parameters) {
    return switch (index.kind()) {
      case HNSW, HNSW_BINARY, HNSW_PREFIX ->
          set("hnsw.ef_search", index.effort(), parameters)
              + ", set_config('hnsw.iterative_scan', 'relaxed_order', true)";
      case IVFFLAT ->
          set("ivfflat.probes", index.probes(), parameters)
              + ", set_config('ivfflat.iterative_scan', 'relaxed_order', true)";
      case DISKANN ->
          set("diskann.query_search_list_size", index.effort(), parameters)
              + ", set_config('diskann.query_rescore', '0', true)";
    };
  }

  private static String set(String setting, int value, Parameters parameters) {
    return ", set_config('%s', %s, true)"
        .formatted(setting, parameters.add(Integer.toString(value)));
  }
}
