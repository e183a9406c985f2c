package dev.loxodonta.cli.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.loxodonta.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir Path folder;

  @Test
  void create_makesAFolderThatOtherUsersMayEnter() throws IOException {
    DataDirectory data = new DataDirectory(folder.resolve("a").resolve("data"));

    data.create();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.root())))
        .isEqualTo("rwxr-xr-x");
    assertThat(data.log().getParent()).isDirectory();
  }

  @Test
  void wipe_keepsTheLogAndFilesOfOthers() throws IOException {
    DataDirectory data = new DataDirectory(folder.resolve("data"));
    data.create();
    Files.writeString(data.log(), "said before");
    Files.writeString(data.root().resolve("letter"), "of another");
    String password = Secret.keptIn(data.servicePassword());

    data.wipe();
    data.create();

    assertThat(data.log()).hasContent("said before");
    assertThat(data.root().resolve("letter")).exists();
    assertThat(Secret.keptIn(data.servicePassword())).isNotEqualTo(password);
  }

  @Test
  void create_failsInASentenceWhenAFileIsInTheWay() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> new DataDirectory(file).create())
        .withMessageContaining("cannot be made");
  }
}
