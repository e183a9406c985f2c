package dev.loxodonta.localpostgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PostmasterFileTest {
  private static final List<String> RUNNING =
      List.of("10819", "/data", "1795253849", "5999", "/tmp", "localhost", "1 2", "ready   ");

  @Test
  void parse_readsPidAndStatus() {
    assertThat(PostmasterFile.parse(RUNNING)).contains(new PostmasterFile(10_819, true));
  }

  @Test
  void parse_isNotReadyWhileStatusIsMissing() {
    assertThat(PostmasterFile.parse(RUNNING.subList(0, 7)))
        .contains(new PostmasterFile(10_819, false));
  }

  @Test
  void parse_isEmptyForHalfWrittenFile() {
    assertThat(PostmasterFile.parse(List.of())).isEmpty();
    assertThat(PostmasterFile.parse(List.of("x"))).isEmpty();
  }
}
