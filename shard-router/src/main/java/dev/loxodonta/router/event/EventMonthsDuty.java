package dev.loxodonta.router.event;

import dev.loxodonta.router.config.EventsConfig;
import dev.loxodonta.router.leader.Duty;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.topology.MapBoard;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to the months of every shard. A shard without a primary waits for the next round. */
@Singleton
final class EventMonthsDuty implements Duty {

  private static final Logger log = LoggerFactory.getLogger(EventMonthsDuty.class);
  private static final Duration SOON = Duration.ofSeconds(2);

  private final MapBoard board;
  private final ShardConnections shards;
  private final EventsConfig config;
  private volatile boolean complete;

  EventMonthsDuty(MapBoard board, ShardConnections shards, EventsConfig config) {
    this.board = board;
    this.shards = shards;
    this.config = config;
  }

  @Override
  public String name() {
    return "event-months";
  }

  /** Returns a short time until a round has reached every shard. */
  @Override
  public Duration period() {
    return complete || config.period().compareTo(SOON) < 0 ? config.period() : SOON;
  }

  @Override
  public void run() throws SQLException {
    complete = false;
    boolean all = true;
    for (int shardId : shardIds()) {
      all &= reach(shardId);
    }
    complete = all && !shardIds().isEmpty();
  }

  /** Returns the shards of the map; none before there is one. */
  private Set<Integer> shardIds() {
    try {
      return board.givenMap().shards().keySet();
    } catch (ServiceException e) {
      return passOver(e, ErrorReason.TOPOLOGY_UNKNOWN, Set.of());
    }
  }

  private boolean reach(int shardId) throws SQLException {
    try (Connection shard = shards.open(shardId)) {
      run(shardId, new EventMonths(shard));
      return true;
    } catch (ServiceException e) {
      return passOver(e, ErrorReason.SHARD_UNAVAILABLE, false);
    }
  }

  private static <T> T passOver(ServiceException failure, ErrorReason expected, T value) {
    if (failure.reason() != expected) {
      throw failure;
    }
    return value;
  }

  private void run(int shardId, EventMonths months) throws SQLException {
    Instant now = Instant.now();
    tell(shardId, "made", months.create(config.monthsAhead()));
    Optional<Duration> leaves = config.archiveAfter().or(config::dropAfter);
    if (leaves.isPresent()) {
      tell(shardId, "archived", months.archive(now.minus(leaves.get())));
    }
    if (config.dropAfter().isPresent()) {
      tell(shardId, "dropped", months.drop(now.minus(config.dropAfter().get())));
    }
  }

  private static void tell(int shardId, String what, long months) {
    if (months > 0) {
      log.info("shard {}: {} {} months of events", shardId, what, months);
    }
  }
}
