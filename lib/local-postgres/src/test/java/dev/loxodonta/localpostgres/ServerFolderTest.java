package dev.loxodonta.localpostgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loxodonta.localpostgres.binaries.LocalPostgresException;
import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerFolderTest {
  @TempDir Path home;

  @Test
  void requireVersion_refusesOtherMajorVersion() throws IOException {
    ServerFolder folder = new ServerFolder(home);
    Files.createDirectories(folder.data());
    Files.writeString(folder.data().resolve("PG_VERSION"), "17\n");
    PostgresBinaries binaries =
        new PostgresBinaries(Path.of("/pg/bin"), Path.of("/pg/share"), Path.of("/pg/lib"), "18.6");

    assertThatThrownBy(() -> folder.requireVersion(binaries))
        .isInstanceOf(LocalPostgresException.class)
        .hasMessageContaining("was made by PostgreSQL 17 and cannot be used by 18.6");
  }

  @Test
  void timeline_isHighestOfHistoryFiles() throws IOException {
    ServerFolder folder = new ServerFolder(home);
    assertThat(folder.timeline()).isEqualTo(1);

    Path wal = Files.createDirectories(folder.data().resolve("pg_wal"));
    Files.createFile(wal.resolve("00000002.history"));
    Files.createFile(wal.resolve("0000000A.history"));
    assertThat(folder.timeline()).isEqualTo(10);
  }

  @Test
  void socketFolder_isEmptyWhenPathIsTooLong() {
    assertThat(new ServerFolder(Path.of("/" + "d".repeat(91))).socketFolder()).isPresent();
    assertThat(new ServerFolder(Path.of("/" + "d".repeat(92))).socketFolder()).isEmpty();
    assertThat(new ServerFolder(Path.of("/" + "é".repeat(60))).socketFolder()).isEmpty();
  }

  @Test
  void quote_keepsQuotesAndBackslashes() {
    assertThat(ServerFolder.quote("a'b\\c")).isEqualTo("'a''b\\\\c'");
  }
}
