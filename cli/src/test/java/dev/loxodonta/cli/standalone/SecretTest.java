package dev.loxodonta.cli.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {

  @TempDir Path folder;

  @Test
  void password_isTheSameAtEveryStart() {
    Path file = folder.resolve("password");

    String first = Secret.keptIn(file);

    assertThat(first).matches("[0-9a-f]{32}");
    assertThat(Secret.keptIn(file)).isEqualTo(first);
  }

  @Test
  void password_isAnotherInAnotherFile() {
    assertThat(Secret.keptIn(folder.resolve("a"))).isNotEqualTo(Secret.keptIn(folder.resolve("b")));
  }

  @Test
  void file_isOpenToItsOwnerOnly() throws IOException {
    Path file = folder.resolve("password");

    Secret.keptIn(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
