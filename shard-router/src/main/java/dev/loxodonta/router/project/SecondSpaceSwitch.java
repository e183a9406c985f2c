package dev.loxodonta.router.project;

import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.router.jdbc.Transactions;
import dev.loxodonta.router.slot.SlotLock;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Gives a project on its shard another second space, or none, while it has no vector of the one
 * that it has. Under the exclusive lock of its slot, which every write holds shared: a writer that
 * comes later finds the new space there, and one that came before is counted.
 */
final class SecondSpaceSwitch {

  private SecondSpaceSwitch() {}

  /** Returns whether the project would keep the space that it has, since that is in use. */
  static boolean refuses(Connection shard, long projectId, Optional<SecondSpace> wanted)
      throws SQLException {
    return !SecondSpaceRows.find(shard, projectId).equals(wanted)
        && SecondSpaceRows.inUse(shard, slot(shard, projectId), projectId);
  }

  /**
   * Sets the space; returns the one that the project has then: the former one where it is in use.
   *
   * @throws ServiceException CONFLICT when the project leaves its slot at this moment
   */
  static Optional<SecondSpace> run(
      Connection shard, long projectId, Optional<SecondSpace> wanted, Duration lockTimeout)
      throws SQLException {
    Optional<SecondSpace> current = SecondSpaceRows.find(shard, projectId);
    if (current.equals(wanted)) {
      return current;
    }
    int slot = slot(shard, projectId);
    if (SecondSpaceRows.inUse(shard, slot, projectId)) {
      return current;
    }
    return SlotLock.hold(
            shard,
            slot,
            lockTimeout,
            c -> Transactions.run(c, t -> unlessInUse(t, projectId, slot, wanted)))
        .value();
  }

  private static Optional<SecondSpace> unlessInUse(
      Connection shard, long projectId, int slot, Optional<SecondSpace> wanted)
      throws SQLException {
    if (slot(shard, projectId) != slot) {
      throw leaving(projectId);
    }
    if (SecondSpaceRows.inUse(shard, slot, projectId)) {
      return SecondSpaceRows.find(shard, projectId);
    }
    SecondSpaceRows.updateShard(shard, projectId, wanted);
    return wanted;
  }

  private static int slot(Connection shard, long projectId) throws SQLException {
    return ShardProjects.home(shard, projectId)
        .orElseThrow(() -> ServiceException.projectNotFound(projectId))
        .slot();
  }

  private static ServiceException leaving(long projectId) {
    return ServiceException.of(
        ErrorReason.CONFLICT, "project " + projectId + " gets a slot of its own at this moment");
  }
}
