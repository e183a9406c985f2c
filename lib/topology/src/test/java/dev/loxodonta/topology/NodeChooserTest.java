package dev.loxodonta.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeChooserTest {

  private static final Node PRIMARY = node(1, NodeRole.PRIMARY);
  private static final Node FIRST = node(2, NodeRole.REPLICA);
  private static final Node SECOND = node(3, NodeRole.REPLICA);
  private static final Shard SHARD = new Shard(1, "shard-1", List.of(PRIMARY, FIRST, SECOND));

  private final AtomicLong now = new AtomicLong(Duration.ofHours(1).toNanos());
  private final NodeStates states = new NodeStates(now::get);
  private final NodeChooser chooser = new NodeChooser(states);

  @BeforeEach
  void allInStep() {
    states.observe(SHARD, PRIMARY, NodeRole.PRIMARY, 100, now.get());
    states.observe(SHARD, FIRST, NodeRole.REPLICA, 100, now.get());
    states.observe(SHARD, SECOND, NodeRole.REPLICA, 100, now.get());
  }

  @Test
  void choose_putsReplicasBeforeThePrimary() {
    assertThat(chooser.choose(SHARD, ReadNeed.DEFAULT)).hasSize(3).last().isEqualTo(PRIMARY);
  }

  @Test
  void choose_takesTheLessLoadedReplicaFirst() {
    states.of(FIRST).begin();
    assertThat(chooser.choose(SHARD, ReadNeed.DEFAULT)).startsWith(SECOND, FIRST);
  }

  @Test
  void choose_isOnlyThePrimaryWhenAsked() {
    assertThat(chooser.choose(SHARD, ReadNeed.PRIMARY)).containsExactly(PRIMARY);
  }

  @Test
  void choose_leavesOutReplicasBehindTheToken() {
    states.observe(SHARD, SECOND, NodeRole.REPLICA, 150, now.get());
    assertThat(chooser.choose(SHARD, withToken(1, 120))).containsExactly(SECOND, PRIMARY);
  }

  @Test
  void choose_isThePrimaryForATokenOfAnotherShard() {
    assertThat(chooser.choose(SHARD, withToken(2, 1))).containsExactly(PRIMARY);
  }

  @Test
  void choose_leavesOutReplicasThatAreTooOld() {
    later(Duration.ofSeconds(20));
    states.observe(SHARD, PRIMARY, NodeRole.PRIMARY, 200, now.get());
    states.observe(SHARD, SECOND, NodeRole.REPLICA, 200, now.get());
    assertThat(chooser.choose(SHARD, maxStaleness(Duration.ofSeconds(5))))
        .containsExactly(SECOND, PRIMARY);
  }

  @Test
  void choose_fallsBackToOldReplicasWhenThePrimaryIsGone() {
    later(Duration.ofMinutes(5));
    states.observeFailure(PRIMARY);
    states.observeFailure(PRIMARY);
    assertThat(chooser.choose(SHARD, ReadNeed.DEFAULT)).hasSize(3).last().isEqualTo(PRIMARY);
    assertThat(chooser.choose(SHARD, maxStaleness(Duration.ofSeconds(5)))).containsExactly(PRIMARY);
  }

  @Test
  void choose_asksADeadReplicaLast() {
    states.observeFailure(FIRST);
    states.observeFailure(FIRST);
    assertThat(chooser.choose(SHARD, ReadNeed.DEFAULT)).containsExactly(SECOND, PRIMARY, FIRST);
  }

  @Test
  void primaries_followARoleThatChanged() {
    states.observe(SHARD, FIRST, NodeRole.PRIMARY, 300, now.get());
    states.observeFailure(PRIMARY);
    states.observeFailure(PRIMARY);
    assertThat(chooser.primaries(SHARD)).containsExactly(FIRST, PRIMARY);
  }

  @Test
  void choose_forgetsThePositionOfAFormerPrimary() {
    states.observe(SHARD, FIRST, NodeRole.PRIMARY, 90, now.get());
    states.observe(SHARD, PRIMARY, NodeRole.REPLICA, 90, now.get());
    assertThat(chooser.choose(SHARD, withToken(1, 95))).containsExactly(SECOND, FIRST);
  }

  @Test
  void staleness_isTheTimeSinceThePrimaryWasLastNoFurther() {
    later(Duration.ofSeconds(3));
    states.observe(SHARD, PRIMARY, NodeRole.PRIMARY, 200, now.get());
    later(Duration.ofSeconds(1));
    assertThat(states.staleness(SHARD, FIRST)).contains(Duration.ofSeconds(4));
    states.observe(SHARD, FIRST, NodeRole.REPLICA, 200, now.get());
    assertThat(states.staleness(SHARD, FIRST)).contains(Duration.ofSeconds(1));
    assertThat(states.staleness(SHARD, PRIMARY)).contains(Duration.ZERO);
  }

  private void later(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static ReadNeed withToken(int shardId, long lsn) {
    return new ReadNeed(Optional.of(new WriteToken(shardId, lsn)), Optional.empty(), false);
  }

  private static ReadNeed maxStaleness(Duration limit) {
    return new ReadNeed(Optional.empty(), Optional.of(limit), false);
  }

  private static Node node(int id, NodeRole role) {
    return new Node(id, "node-" + id, "localhost", 5000 + id, "loxodonta", role, true);
  }
}
