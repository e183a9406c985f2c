package dev.loxodonta.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class LoxoTest {

  private final StringWriter errors = new StringWriter();
  private final StringWriter output = new StringWriter();
  private final CommandLine loxo =
      Loxo.commandLine().setErr(new PrintWriter(errors)).setOut(new PrintWriter(output));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dance",
        "demo --port 70000",
        "standalone --shards 0",
        "standalone --replicas many",
        "load",
        "export 1",
        "export one FILE",
        "export 1 FILE --format parquet",
        "import",
        "search --mode psychic words"
      })
  void exitCode_isTwoWhenTheCommandLineIsWrong(String line) {
    assertThat(loxo.execute(line.split(" "))).isEqualTo(2);
    assertThat(errors.toString()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "search words"})
  void failure_isOneSentenceAndExitCodeOneWhenNothingListens(String line) {
    assertThat(loxo.execute((line + " --address localhost:1").split(" "))).isEqualTo(1);
    assertThat(errors.toString().lines()).hasSize(1);
    assertThat(errors.toString()).startsWith("loxo: no Loxodonta answers at that address");
  }

  @Test
  void failure_isOneSentenceWhenTheFileIsMissing() {
    assertThat(loxo.execute("load", "nowhere.jsonl")).isEqualTo(1);
    assertThat(errors.toString().strip()).isEqualTo("loxo: the file nowhere.jsonl cannot be read.");
  }

  @Test
  void failure_isOneSentenceWhenTheArchiveIsMissing() {
    assertThat(loxo.execute("import", "nowhere.jsonl")).isEqualTo(1);
    assertThat(errors.toString().strip())
        .isEqualTo("loxo: cannot read nowhere.jsonl: nowhere.jsonl");
  }

  @Test
  void help_namesEveryCommand() {
    assertThat(loxo.execute("--help")).isZero();
    assertThat(output.toString())
        .contains("demo", "standalone", "load", "export", "import", "search", "status");
  }
}
