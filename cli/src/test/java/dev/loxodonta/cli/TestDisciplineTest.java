package dev.loxodonta.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the tests of all modules to the rules for tests. */
class TestDisciplineTest {

  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final String SLEEP = "Thread." + "sleep(";

  @Test
  void tests_neverSleep() throws IOException {
    try (Stream<Path> files = Files.walk(PROJECT)) {
      List<Path> sleeping =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> file.toString().contains("/src/test/"))
              .filter(TestDisciplineTest::sleeps)
              .toList();

      assertThat(sleeping).isEmpty();
    }
  }

  private static boolean sleeps(Path file) {
    try {
      return Files.readString(file).contains(SLEEP);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
