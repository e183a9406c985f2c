package dev.loxodonta.localpostgres.binaries;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WheelCacheTest {
  @ParameterizedTest
  @CsvSource({
    "false, '', /home/ann, /home/ann/.cache",
    "false, /var/tmp/ann, /home/ann, /var/tmp/ann",
    "false, relative, /home/ann, /home/ann/.cache",
    "true, /home/ann/.cache, /home/ann, /var/cache"
  })
  void userCache_followsTheUser(boolean root, String xdg, String home, String expected) {
    assertThat(WheelCache.userCache(root, xdg, home)).hasToString(expected);
  }
}
