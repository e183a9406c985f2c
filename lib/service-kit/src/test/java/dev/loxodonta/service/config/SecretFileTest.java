package dev.loxodonta.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loxodonta.service.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {

  @TempDir private Path folder;

  @Test
  void secret_isTheTextWithoutItsLineEnd() throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), " pa ss\n");
    assertThat(SecretFile.read("loxodonta.x.password-file", file)).isEqualTo(" pa ss");
  }

  @Test
  void emptyFile_failsNamingSettingAndFile() throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "\n");
    assertThatThrownBy(() -> SecretFile.read("loxodonta.x.password-file", file))
        .isInstanceOf(StartupException.class)
        .hasMessage("loxodonta.x.password-file: the file " + file + " is empty");
  }

  @Test
  void missingFile_failsNamingSettingAndFile() {
    Path file = folder.resolve("none");
    assertThatThrownBy(() -> SecretFile.read("loxodonta.x.password-file", file))
        .isInstanceOf(StartupException.class)
        .hasMessage("loxodonta.x.password-file: the file " + file + " cannot be read");
  }
}
