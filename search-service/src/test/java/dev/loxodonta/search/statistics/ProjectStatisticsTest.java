package dev.loxodonta.search.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.Memory;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectStatisticsTest {

  private static final ProjectStatistics STATISTICS =
      new ProjectStatistics(
          1_000,
          List.of(memory("a", 0), memory("a", 0), memory("b", 0), memory("b", 100)),
          List.of(),
          Instant.ofEpochSecond(200));

  @Test
  void share_isThatOfTheSample() {
    assertThat(STATISTICS.share(type("a"))).isEqualTo(0.5);
  }

  @Test
  void share_leavesOutWhatHadExpired() {
    assertThat(STATISTICS.share(type("b"))).isEqualTo(0.25);
  }

  @Test
  void share_isAboveZeroWhereTheSampleHasNone() {
    assertThat(STATISTICS.share(type("c"))).isEqualTo(0.125);
  }

  @Test
  void share_ofIdsIsCounted() {
    assertThat(STATISTICS.share(Filter.newBuilder().addIds("x").addIds("y").build()))
        .isEqualTo(0.002);
  }

  @Test
  void share_isATenthWhereNothingIsKnown() {
    assertThat(ProjectStatistics.NONE.share(type("a"))).isEqualTo(0.1);
  }

  private static Filter type(String type) {
    return Filter.newBuilder().addMemoryTypes(type).build();
  }

  private static Memory memory(String type, long expiresAt) {
    Memory.Builder memory = Memory.newBuilder().setMemoryType(type);
    if (expiresAt > 0) {
      memory.setExpiresAt(Timestamp.newBuilder().setSeconds(expiresAt));
    }
    return memory.build();
  }
}
