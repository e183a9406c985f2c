package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class FenceIT {

  private static final String MOVER_LOCK =
      "SET lock_timeout = '200ms'; SELECT pg_advisory_xact_lock(1819244655, 5)";

  private TestShard shard;

  @BeforeEach
  void start() {
    shard = TestShard.shared();
  }

  @AfterEach
  void stop() {
    shard.close();
  }

  @Test
  void fence_refusesAnOldEpochAndTellsTheCurrentOne() throws SQLException {
    shard.execute("UPDATE slot_owner SET epoch = 7 WHERE slot = 5");
    ServerErrorMessage refusal = refusal(1, 5, 6);
    assertThat(refusal.getSQLState()).isEqualTo("LX001");
    assertThat(refusal.getDetail()).isEqualTo("7");
  }

  @Test
  void fence_refusesAFencedSlotAndOneThatIsNotHere() throws SQLException {
    shard.execute("UPDATE slot_owner SET state = 'fenced' WHERE slot = 5");
    assertThat(refusal(1, 5, 1).getSQLState()).isEqualTo("LX001");
    ServerErrorMessage absent = refusal(1, 9, 1);
    assertThat(absent.getSQLState()).isEqualTo("LX001");
    assertThat(absent.getDetail()).isEqualTo("absent");
  }

  @Test
  void fence_refusesAProjectThatIsNotHereOrIsBeingDeleted() throws SQLException {
    assertThat(refusal(777, 5, 1).getSQLState()).isEqualTo("LX002");
    shard.execute("UPDATE projects SET state = 'deleting' WHERE project_id = 1");
    assertThat(refusal(1, 5, 1).getSQLState()).isEqualTo("LX002");
  }

  @Test
  void fence_refusesAProjectThatLivesInAnotherSlot() throws SQLException {
    assertThat(refusal(1, 6, 1).getSQLState()).isEqualTo("LX001");
  }

  @Test
  void fence_keepsTheMoverOutUntilTheCommitAndLetsOtherWritersIn() throws SQLException {
    try (Connection one = writer();
        Connection two = writer()) {
      pass(one, 1, 5, 1);
      pass(two, 42, 5, 1);
      assertThatThrownBy(() -> shard.execute(MOVER_LOCK)).hasMessageContaining("lock timeout");
      one.commit();
      assertThatThrownBy(() -> shard.execute(MOVER_LOCK)).hasMessageContaining("lock timeout");
      two.rollback();
      shard.execute(MOVER_LOCK);
    }
  }

  @Test
  void fence_seesWhatTheMoverCommittedWhileItWaited() throws Exception {
    try (Connection mover = shard.dataSource().getConnection();
        Connection writer = writer()) {
      mover.setAutoCommit(false);
      execute(mover, "SELECT pg_advisory_xact_lock(1819244655, 5)");
      execute(mover, "UPDATE slot_owner SET epoch = 2 WHERE slot = 5");
      Thread commit = new Thread(() -> commitOnceAWriterWaits(mover));
      commit.start();
      assertThat(refusal(writer, 1, 5, 1).getDetail()).isEqualTo("2");
      commit.join();
    }
  }

  private void commitOnceAWriterWaits(Connection mover) {
    Waits.until(
        () ->
            "1"
                .equals(
                    shard.execute(
                        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                            + " AND database = (SELECT oid FROM pg_database"
                            + " WHERE datname = current_database())")));
    try {
      mover.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Connection writer() throws SQLException {
    Connection connection = shard.asService();
    connection.setAutoCommit(false);
    return connection;
  }

  private ServerErrorMessage refusal(long project, int slot, long epoch) throws SQLException {
    try (Connection writer = writer()) {
      return refusal(writer, project, slot, epoch);
    }
  }

  private static ServerErrorMessage refusal(Connection writer, long project, int slot, long epoch)
      throws SQLException {
    try {
      pass(writer, project, slot, epoch);
    } catch (PSQLException e) {
      return Objects.requireNonNull(e.getServerErrorMessage());
    }
    throw new AssertionError("the fence let it pass");
  }

  private static void pass(Connection writer, long project, int slot, long epoch)
      throws SQLException {
    execute(writer, "SELECT loxo_fence(%d, %d, %d)".formatted(project, slot, epoch));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
