package dev.loxodonta.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyFileTest {

  @TempDir Path folder;

  @Test
  void rows_areTheNumbersThatNumPyWrote() throws IOException {
    // numpy.save(file, numpy.array([[1, -2, 0.5], [65504, 0, 0.1]], dtype=numpy.float16))
    byte[] data = HexFormat.of().parseHex("003c00c00038ff7b0000662e");
    Path file = write("{'descr': '<f2', 'fortran_order': False, 'shape': (2, 3), }", data);
    float[][] rows = NpyFile.read(file);
    assertThat(rows[0]).containsExactly(1f, -2f, 0.5f);
    assertThat(rows[1]).containsExactly(65504f, 0f, 0.099975586f);
  }

  @Test
  void writtenRows_areReadAgain() throws IOException {
    float[][] rows = {{0.25f, -1}, {3, 4}, {5, 6}};
    NpyFile.write(folder.resolve("a.npy"), rows);
    assertThat(NpyFile.read(folder.resolve("a.npy"))).isDeepEqualTo(rows);
    assertThat(Files.size(folder.resolve("a.npy"))).isEqualTo(128 + 12);
  }

  @Test
  void file_isRefusedWhenOfAnotherTypeOrderOrLength() throws IOException {
    byte[] data = new byte[12];
    assertRefused("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", data, "float16");
    assertRefused("{'descr': '<f2', 'fortran_order': True, 'shape': (2, 3), }", data, "C order");
    assertRefused("{'descr': '<f2', 'fortran_order': False, 'shape': (6,), }", data, "matrix");
    assertRefused("{'descr': '<f2', 'fortran_order': False, 'shape': (2, 4), }", data, "long");
  }

  @Test
  void file_isRefusedWhenItIsNoNpyFile() throws IOException {
    Path file = Files.writeString(folder.resolve("text"), "id,text");
    assertThatThrownBy(() -> NpyFile.read(file)).hasMessageContaining("no .npy file");
  }

  private void assertRefused(String header, byte[] data, String reason) throws IOException {
    Path file = write(header, data);
    assertThatThrownBy(() -> NpyFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  private Path write(String header, byte[] data) throws IOException {
    byte[] text = (header + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] file = new byte[10 + text.length + data.length];
    byte[] start = HexFormat.of().parseHex("934e554d50590100");
    System.arraycopy(start, 0, file, 0, start.length);
    file[8] = (byte) text.length;
    System.arraycopy(text, 0, file, 10, text.length);
    System.arraycopy(data, 0, file, 10 + text.length, data.length);
    return Files.write(folder.resolve("file.npy"), file);
  }
}
