package dev.loxodonta.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void lines_areOneForEachTenthWhenNobodyLooksOn() {
    try (Progress progress = Progress.of("Loading", 1_000, "memories", out, false)) {
      for (int done = 0; done <= 1_000; done++) {
        progress.advanceTo(done);
      }
    }

    assertThat(printed().lines()).hasSize(10);
    assertThat(printed().lines().findFirst().orElseThrow())
        .startsWith("Loading: 100 of 1,000 memories after ");
  }

  @Test
  void lines_areNoneWhenThereIsNothingToDo() {
    try (Progress progress = Progress.of("Loading", 0, "memories", out, false)) {
      progress.advanceTo(0);
    }

    assertThat(printed()).isEmpty();
  }

  @Test
  void bar_isDrawnWhenSomebodyLooksOn() {
    try (Progress progress = Progress.of("Loading", 1_000, "memories", out, true)) {
      progress.advanceTo(1_000);
    }

    assertThat(printed()).contains("Loading", "100%");
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
