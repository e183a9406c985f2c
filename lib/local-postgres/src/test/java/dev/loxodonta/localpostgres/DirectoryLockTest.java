package dev.loxodonta.localpostgres;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DirectoryLockTest {
  private final Path folder = LocalPostgres.temporaryFolder();

  @Test
  @SuppressWarnings("try")
  void take_isRefusedWhileHeld() {
    try (DirectoryLock ignored = DirectoryLock.take(folder)) {
      assertThatThrownBy(() -> DirectoryLock.take(folder))
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
    }
    assertThatCode(() -> DirectoryLock.take(folder).close()).doesNotThrowAnyException();
  }

  @Test
  void take_refusesFolderWithForeignFiles() throws IOException {
    Files.createFile(folder.resolve("thesis.tex"));

    assertThatThrownBy(() -> DirectoryLock.take(folder)).hasMessageContaining("other files");
  }
}
