package dev.loxodonta.router.bootstrap;

import dev.loxodonta.router.leader.Duty;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.topology.MapBoard;
import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.ShardMap;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes every shard ready once in the leader's life; goes on asking for nodes that are not up. */
@Singleton
final class ShardSetupDuty implements Duty {

  private static final Logger log = LoggerFactory.getLogger(ShardSetupDuty.class);
  private static final Duration LOG_EVERY = Duration.ofSeconds(15);

  private final MapBoard board;
  private final ShardConnections shards;
  private final ShardSetup setup;
  private final Set<Integer> done = new HashSet<>();
  private final Map<Integer, Long> toldAtNanos = new HashMap<>();

  ShardSetupDuty(MapBoard board, ShardConnections shards, ShardSetup setup) {
    this.board = board;
    this.shards = shards;
    this.setup = setup;
  }

  @Override
  public String name() {
    return "shard-setup";
  }

  @Override
  public Duration period() {
    return Duration.ofMillis(500);
  }

  @Override
  public void run() {
    board.map().ifPresent(this::setUpMissing);
  }

  private void setUpMissing(ShardMap map) {
    map.shards().values().stream()
        .sorted(Comparator.comparingInt(Shard::shardId))
        .filter(shard -> !done.contains(shard.shardId()))
        .forEach(shard -> setUp(map, shard));
  }

  private void setUp(ShardMap map, Shard shard) {
    Optional<Node> primary = shards.find(shard);
    if (primary.isEmpty()) {
      tell(shard, "none of its nodes takes writes yet: " + addresses(shard));
      return;
    }
    try {
      setup.run(map, shard, primary.get());
      done.add(shard.shardId());
      log.info("{} is ready, its primary is {}", shard.name(), primary.get().name());
      board.refresh();
    } catch (SQLException | RuntimeException e) {
      tell(shard, e.toString());
      log.debug("{} could not be set up", shard.name(), e);
    }
  }

  private void tell(Shard shard, String reason) {
    long now = System.nanoTime();
    Long last = toldAtNanos.get(shard.shardId());
    if (last == null || now - last > LOG_EVERY.toNanos()) {
      toldAtNanos.put(shard.shardId(), now);
      log.warn("waiting for {}: {}", shard.name(), reason);
    }
  }

  private static String addresses(Shard shard) {
    return String.join(", ", shard.nodes().stream().map(n -> n.host() + ":" + n.port()).toList());
  }
}
