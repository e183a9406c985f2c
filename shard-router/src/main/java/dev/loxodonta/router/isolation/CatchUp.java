package dev.loxodonta.router.isolation;

import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.copy.ChangeReplay;
import dev.loxodonta.router.copy.CopyTask;
import dev.loxodonta.router.copy.VectorCopy;
import dev.loxodonta.router.jdbc.SqlWork;
import dev.loxodonta.router.jdbc.Transactions;
import dev.loxodonta.router.slot.LockAttempts;
import dev.loxodonta.router.slot.MovedTable;
import dev.loxodonta.router.slot.SlotLock;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the log of changes short, however fast it grows. Before the indexes are there, applying is
 * faster than any load, so the copy follows a load until that is over. With a vector index applying
 * takes about a millisecond a row; where writes are faster still, they are held for moments, as at
 * the switch, ever more of the time, until the log is short.
 */
@Singleton
public final class CatchUp {

  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

  /** So few entries are left to the switch. */
  private static final int SHORT = 50;

  /** Changes per second that applying with a vector index keeps up with easily. */
  private static final int QUIET = 200;

  private static final Duration WINDOW = Duration.ofSeconds(1);
  private static final int FREE_ROUNDS = 3;
  private static final int FREE_ENTRIES = 1_000;
  private static final int HELD_ENTRIES = 50;
  private static final int MAX_ROUNDS = 20_000;

  private final IsolationConfig config;

  CatchUp(IsolationConfig config) {
    this.config = config;
  }

  /** Applies the log while there are no indexes, until the writes become few or it takes long. */
  public void follow(Connection shard, CopyTask task) throws SQLException, InterruptedException {
    long giveUpAt = System.nanoTime() + config.maxFollowing().toNanos();
    while (drain(shard, task, giveUpAt) > 0 && System.nanoTime() < giveUpAt) {
      Thread.sleep(WINDOW);
      if (ChangeReplay.pending(shard, task) <= QUIET) {
        return;
      }
    }
  }

  /** Applies the log until it is short. */
  public void shorten(Connection shard, CopyTask task) throws SQLException, InterruptedException {
    long before = Long.MAX_VALUE;
    int growing = 0;
    Throttle throttle = new Throttle();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      long pending = ChangeReplay.pending(shard, task);
      if (pending <= SHORT) {
        return;
      }
      boolean free = growing < FREE_ROUNDS;
      growing += pending < before - FREE_ENTRIES / 4 ? 0 : 1;
      before = pending;
      if (free) {
        apply(shard, task, FREE_ENTRIES);
      } else {
        throttle.adjust(pending);
        applyHolding(shard, task, throttle.held());
        Thread.sleep(throttle.free());
      }
      requireUninterrupted();
    }
  }

  /** Applies so many entries of the log; returns the rows that they named. */
  public Map<MovedTable, Set<UUID>> apply(Connection shard, CopyTask task, int entries)
      throws SQLException {
    return alone(shard, task, c -> ChangeReplay.apply(c, task, entries));
  }

  /**
   * Runs work on one snapshot in which nobody else writes to the target slot: while vectors are
   * made anew, those who write them hold its lock, too.
   */
  public <T> T alone(Connection shard, CopyTask task, SqlWork<T> work) throws SQLException {
    return switch (task.vectors()) {
      case VectorCopy.AsTheyAre same -> Transactions.onSnapshot(shard, work);
      case VectorCopy.MadeAnew anew ->
          SlotLock.attempt(shard, task.targetSlot(), config.lockTimeout(), work).value();
    };
  }

  private long drain(Connection shard, CopyTask task, long giveUpAt)
      throws SQLException, InterruptedException {
    long applied = 0;
    while (ChangeReplay.pending(shard, task) > SHORT && System.nanoTime() < giveUpAt) {
      apply(shard, task, config.batchRows());
      applied++;
      requireUninterrupted();
    }
    return applied;
  }

  private void applyHolding(Connection shard, CopyTask task, Duration held) throws SQLException {
    try {
      long heldMillis =
          SlotLock.hold(
                  shard,
                  task.sourceSlot(),
                  config.lockTimeout(),
                  c -> alone(c, task, d -> applyFor(held, d, task)))
              .heldMillis();
      log.debug("slot {}: writes were held for {} ms to catch up", task.sourceSlot(), heldMillis);
    } catch (SQLException e) {
      if (!LockAttempts.isRefusal(e)) {
        throw e;
      }
    }
  }

  private static boolean applyFor(Duration time, Connection shard, CopyTask task)
      throws SQLException {
    long end = System.nanoTime() + time.toNanos();
    boolean left = true;
    while (left && System.nanoTime() < end) {
      left = !ChangeReplay.apply(shard, task, HELD_ENTRIES).isEmpty();
    }
    return left;
  }

  private static void requireUninterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
