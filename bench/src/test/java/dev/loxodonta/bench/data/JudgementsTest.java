package dev.loxodonta.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgementsTest {

  @Test
  void documents_areRelevantWhenTheirGradeIsAboveZero() throws IOException {
    Judgements judgements = Judgements.of(List.of("1\ta\t3", "1\tb\t0", "1\tc\t1", "2\ta\t-1"));
    assertThat(judgements.relevant()).isEqualTo(Map.of("1", Set.of("a", "c"), "2", Set.of()));
  }

  @Test
  void line_isRefusedWhenItHasNotThreeColumns() {
    assertThatThrownBy(() -> Judgements.of(List.of("1 a 3")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("query, document, grade");
  }
}
