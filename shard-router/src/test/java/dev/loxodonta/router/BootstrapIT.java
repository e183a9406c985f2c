package dev.loxodonta.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.router.testing.TestCluster;
import dev.loxodonta.router.testing.TestRouter;
import dev.loxodonta.router.v1.Topology;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class BootstrapIT {

  /** Months of events come by themselves, whenever their duty runs. */
  private static final String SHARD_STATE =
      """
      SELECT (SELECT count(*) FROM pg_class
              WHERE relkind IN ('r', 'i', 'p', 'I') AND relnamespace = 'public'::regnamespace
                AND relname !~ '^episodic_events_[0-9]')
        || ' ' || (SELECT array_to_string(setconfig, ' ') FROM pg_db_role_setting
                   WHERE setrole = 'loxo_service'::regrole)
        || ' ' || (SELECT string_agg(slot || ':' || epoch, ',' ORDER BY slot) FROM slot_owner)
        || ' ' || (SELECT rolpassword FROM pg_authid WHERE rolname = 'loxo_service')
      """;

  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(2, 1);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void bootstrap_changesNothingWhenItRunsAgain() {
    try (TestRouter first = cluster.startRouter().awaitMap()) {
      assertThat(first.topology().getSlotsCount()).isEqualTo(8);
    }
    cluster.ask(1, "ALTER ROLE loxo_service SET work_mem = '8MB'");
    String shardBefore = cluster.ask(1, SHARD_STATE) + cluster.ask(2, SHARD_STATE);
    long epochBefore = Long.parseLong(cluster.askCatalog("SELECT epoch FROM catalog.cluster"));
    try (TestRouter second = cluster.startRouter().awaitMap()) {
      await().until(second::leads);
      await().until(() -> allNodesKnown(second.topology()));
      assertThat(cluster.ask(1, SHARD_STATE) + cluster.ask(2, SHARD_STATE)).isEqualTo(shardBefore);
      assertThat(shardBefore).contains("random_page_cost=1.1", "work_mem=8MB");
      assertThat(second.topology().getEpoch()).isEqualTo(epochBefore);
    }
  }

  @Test
  void lead_goesToTheOtherRouterWhenOneIsGone() {
    TestRouter first = cluster.startRouter().awaitMap();
    try (TestRouter second = cluster.startRouter().awaitMap()) {
      await().until(() -> first.leads() ^ second.leads());
      assertThat(first.leads()).isTrue();
      assertThat(second.topology().getSlotsList()).isEqualTo(first.topology().getSlotsList());
      first.close();
      await().atMost(Duration.ofSeconds(5)).until(second::leads);
    } finally {
      first.close();
    }
  }

  private static boolean allNodesKnown(Topology topology) {
    return topology.getShardsList().stream()
        .flatMap(s -> s.getNodesList().stream())
        .noneMatch(n -> n.getRoleValue() == 0);
  }
}
