package dev.loxodonta.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columns_areAsWideAsTheirWidestCell() {
    Table table = new Table("NODE", "LAG").row("shard-1-primary", 0).row("s", "12 ms");

    assertThat(table)
        .hasToString(
            """
            NODE             LAG
            shard-1-primary  0
            s                12 ms
            """);
  }

  @Test
  void row_isRefusedWhenItHasTooFewCells() {
    Table table = new Table("NODE", "LAG");

    assertThatIllegalArgumentException().isThrownBy(() -> table.row("alone"));
    assertThat(table.isEmpty()).isTrue();
  }
}
