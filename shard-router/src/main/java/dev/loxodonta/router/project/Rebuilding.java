package dev.loxodonta.router.project;

import dev.loxodonta.router.operation.OperationRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The operations that copy a project into another slot, and what may not run beside them. */
public final class Rebuilding {

  /** Gives a project a slot of its own. */
  public static final String ISOLATE = "isolate-project";

  /** Gives a project vectors of another model. */
  public static final String REEMBED = "reembed-project";

  /** Gives a project the vectors of the model before. */
  public static final String ROLL_BACK = "rollback-reembed";

  /** Removes the copy that a re-embedding left behind. */
  public static final String FORGET_VECTORS = "forget-vectors";

  /** The kinds that change a project's slot. */
  static final List<String> KINDS = List.of(ISOLATE, REEMBED, ROLL_BACK);

  private Rebuilding() {}

  /** Returns whether a project is on its way to another slot, or may be cleaning up behind it. */
  public static boolean isUnderWay(Connection catalog, long projectId) throws SQLException {
    for (String kind : KINDS) {
      if (OperationRows.running(catalog, kind, projectId).isPresent()) {
        return true;
      }
    }
    return false;
  }
}
