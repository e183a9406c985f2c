package dev.loxodonta.router.catalog;

import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.intellij.lang.annotations.Language;

/** The one row of the cluster: the map's epoch and the numbers of own slots. */
public final class ClusterEpoch {

  @Language("SQL")
  private static final String RAISE =
      """
      UPDATE catalog.cluster SET epoch = epoch + 1
      """;

  @Language("SQL")
  private static final String TAKE_SLOT =
      """
      UPDATE catalog.cluster SET next_slot = next_slot + 1
      RETURNING next_slot - 1
      """;

  private ClusterEpoch() {}

  /** Raises the map's epoch and announces it; locks the row to the end of the transaction. */
  public static void raise(Connection connection) throws SQLException {
    Sql.update(connection, RAISE);
    CatalogFeed.announce(connection, new CatalogEvent.MapChanged());
  }

  /** Returns a slot number that was never used; locks the row to the end of the transaction. */
  public static int takeOwnSlot(Connection connection) throws SQLException {
    return (int) Sql.number(connection, TAKE_SLOT);
  }
}
