package dev.loxodonta.router.isolation;

import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.copy.ChangeReplay;
import dev.loxodonta.router.copy.CopyTask;
import dev.loxodonta.router.jdbc.Transactions;
import dev.loxodonta.router.slot.LockAttempts;
import dev.loxodonta.router.slot.SlotLock;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the log of changes short, however fast it grows. Before the indexes are there, applying is
 * faster than any load, so the copy follows a load until that is over. With a vector index applying
 * takes about a millisecond a row; where writes are faster still, they are held for moments, as at
 * the switch, ever more of the time, until the log is short.
 */
@Singleton
final class CatchUp {

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
  void follow(Connection shard, CopyTask task) throws SQLException, InterruptedException {
    long giveUpAt = System.nanoTime() + config.maxFollowing().toNanos();
    while (drain(shard, task, giveUpAt) > 0 && System.nanoTime() < giveUpAt) {
      Thread.sleep(WINDOW);
      if (ChangeReplay.pending(shard, task) <= QUIET) {
        return;
      }
    }
  }

  /** Applies the log until it is short. */
  void shorten(Connection shard, CopyTask task) throws SQLException, InterruptedException {
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
        Transactions.onSnapshot(shard, c -> ChangeReplay.apply(c, task, FREE_ENTRIES));
      } else {
        throttle.adjust(pending);
        applyHolding(shard, task, throttle.held());
        Thread.sleep(throttle.free());
      }
      requireUninterrupted();
    }
  }

  private long drain(Connection shard, CopyTask task, long giveUpAt)
      throws SQLException, InterruptedException {
    long applied = 0;
    while (ChangeReplay.pending(shard, task) > SHORT && System.nanoTime() < giveUpAt) {
      Transactions.onSnapshot(shard, c -> ChangeReplay.apply(c, task, config.batchRows()));
      applied++;
      requireUninterrupted();
    }
    return applied;
  }

  private void applyHolding(Connection shard, CopyTask task, Duration held) throws SQLException {
    try {
      long heldMillis =
          SlotLock.attempt(
                  shard, task.sourceSlot(), config.lockTimeout(), c -> applyFor(held, c, task))
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
