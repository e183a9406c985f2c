package dev.loxodonta.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ShardMapTest {

  private static final Map<Integer, Shard> SHARDS =
      Map.of(1, new Shard(1, "shard-1", List.of()), 2, new Shard(2, "shard-2", List.of()));

  @Property
  void locate_findsExactlyOneShardForEveryProject(@ForAll long projectId) {
    Location location = map(Map.of()).locate(projectId);
    assertThat(location.slot().slot()).isEqualTo(SlotHash.slotOf(projectId, 32));
    assertThat(location.shard().shardId()).isEqualTo(location.slot().slot() % 2 + 1);
    assertThat(location.shared()).isTrue();
  }

  @Test
  void locate_followsAPlacement() {
    Location location = map(Map.of(42L, 33)).locate(42);
    assertThat(location.slot()).isEqualTo(new Slot(33, 2, 7));
    assertThat(location.shared()).isFalse();
  }

  @Test
  void locate_failsWhenTheMapHasNoSuchSlot() {
    assertThatThrownBy(() -> map(Map.of(42L, 99)).locate(42))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("slot 99");
  }

  private static ShardMap map(Map<Long, Integer> placements) {
    Map<Integer, Slot> slots =
        IntStream.range(0, 34)
            .boxed()
            .collect(java.util.stream.Collectors.toMap(s -> s, s -> new Slot(s, s % 2 + 1, 7)));
    return new ShardMap(1, 32, SHARDS, slots, placements);
  }
}
