package dev.loxodonta.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotHashTest {

  @ParameterizedTest
  @CsvSource({"1,5", "2,10", "3,16", "42,2", "1000,23", "9223372036854775807,29"})
  void slotOf_isThePublishedSlotForThirtyTwoSlots(long projectId, int slot) {
    assertThat(SlotHash.slotOf(projectId, 32)).isEqualTo(slot);
  }
}
