package dev.loxodonta.search.rank;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdOrderTest {

  @Test
  void bytes_areComparedUnsigned() {
    List<UUID> ordered =
        List.of(
            UUID.fromString("00000000-0000-0000-0000-000000000001"),
            UUID.fromString("00000000-0000-0000-8000-000000000000"),
            UUID.fromString("7fffffff-0000-0000-0000-000000000000"),
            UUID.fromString("80000000-0000-0000-0000-000000000000"));
    assertThat(ordered).isSortedAccordingTo(IdOrder.BYTES);
  }
}
