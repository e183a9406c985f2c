package dev.loxodonta.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.loxodonta.cli.terminal.Failure;
import dev.loxodonta.type.v1.Memory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryFileTest {

  private static final String TWO = "{\"text\": \"one\"}\n\n{\"text\": \"two\"}\n";

  @TempDir Path folder;

  @Test
  void memories_areReadInOrderWhenTheFileIsPlain() throws IOException {
    Path file = Files.writeString(folder.resolve("two.jsonl"), TWO);

    assertThat(contents(MemoryFile.of(file))).containsExactly("one", "two");
    assertThat(MemoryFile.of(file).count()).isEqualTo(2);
  }

  @Test
  void memories_areReadInOrderWhenTheFileIsGzippedWhateverItsName() throws IOException {
    Path file = folder.resolve("two.data");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(TWO.getBytes(StandardCharsets.UTF_8));
    }

    assertThat(contents(MemoryFile.of(file))).containsExactly("one", "two");
  }

  @Test
  void file_isEmptyWhenItHasNoBytes() throws IOException {
    assertThat(MemoryFile.of(Files.createFile(folder.resolve("empty"))).count()).isZero();
  }

  @Test
  void badLine_isNamedByItsNumber() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.jsonl"), "{\"text\": \"one\"}\nnonsense\n");

    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> contents(MemoryFile.of(file)))
        .withMessageContaining("bad.jsonl, line 2: ");
  }

  @Test
  void missingFile_isRefusedInASentence() {
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> MemoryFile.of(folder.resolve("none")))
        .withMessageEndingWith("none cannot be read.");
  }

  private static List<String> contents(MemoryFile file) {
    try (Stream<Memory> memories = file.memories()) {
      return memories.map(Memory::getContent).toList();
    }
  }
}
