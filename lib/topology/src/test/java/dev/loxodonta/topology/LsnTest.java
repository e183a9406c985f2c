package dev.loxodonta.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Positive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

  @Test
  void format_isPostgresTextForm() {
    assertThat(Lsn.format(0x16_B374D848L)).isEqualTo("16/B374D848");
    assertThat(Lsn.parse("0/3000148")).isEqualTo(0x3000148L);
  }

  @Property
  void parse_undoesFormat(@ForAll long lsn) {
    assertThat(Lsn.parse(Lsn.format(lsn))).isEqualTo(lsn);
  }

  @Property
  void writeToken_survivesItsText(@ForAll @Positive int shardId, @ForAll long lsn) {
    WriteToken token = new WriteToken(shardId % 1_000_000_00 + 1, lsn);
    assertThat(WriteToken.parse(token.toString())).isEqualTo(token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "1:", ":0/0", "x:0/0", "1:0/123456789", "1:g/0", "-1:0/0"})
  void writeToken_isRefusedWhenMalformed(String text) {
    assertThatThrownBy(() -> WriteToken.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
