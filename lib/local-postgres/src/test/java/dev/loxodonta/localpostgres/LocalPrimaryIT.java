package dev.loxodonta.localpostgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LocalPrimaryIT {
  private final Path folder = LocalPostgres.temporaryFolder();
  private final ServerSpec spec =
      ServerSpec.in(folder.resolve("server"), PostgresBinaries.locate(), Login.random("loxo"))
          .withDurable(false);

  @Test
  void start_givesServerWithSettingsForReplication() {
    try (LocalPrimary primary = LocalPrimary.start(spec)) {
      assertThat(primary.execute("postgres", "SHOW wal_level")).isEqualTo("logical");
      assertThat(primary.execute("postgres", "SHOW data_checksums")).isEqualTo("on");
      assertThat(primary.execute("postgres", "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(
              primary.execute(
                  "postgres", "SELECT datlocale FROM pg_database WHERE datname = 'postgres'"))
          .isEqualTo("C.UTF-8");
    }
  }

  @Test
  void start_givesServerWithVectors() {
    try (LocalPrimary primary = LocalPrimary.start(spec)) {
      assertThat(
              primary.execute(
                  "postgres",
                  """
                  CREATE EXTENSION vector;
                  CREATE EXTENSION pg_stat_statements;
                  SELECT '[1,2]'::halfvec <-> '[1,4]'::halfvec
                  """))
          .isEqualTo("2");
    }
  }

  @Test
  void connect_isRefusedForWrongPassword() {
    try (LocalPrimary primary = LocalPrimary.start(spec)) {
      assertThatThrownBy(
              () ->
                  java.sql.DriverManager.getConnection(
                      primary.jdbcUrl("postgres"), "loxo", "wrong"))
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void start_findsDataAndPortOfEarlierRun() {
    int port;
    try (LocalPrimary primary = LocalPrimary.start(spec)) {
      port = primary.port();
      primary.execute("postgres", "CREATE TABLE kept (id int)");
    }
    try (LocalPrimary primary = LocalPrimary.start(spec.withPort(port))) {
      assertThat(primary.port()).isEqualTo(port);
      assertThat(primary.execute("postgres", "SELECT count(*) FROM kept")).isEqualTo("0");
    }
  }

  @Test
  void start_takesAnotherPortWhenWishedOneIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LocalPrimary primary = LocalPrimary.start(spec.withPort(taken.getLocalPort()))) {
      assertThat(primary.port()).isNotEqualTo(taken.getLocalPort());
      assertThat(primary.execute("postgres", "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void start_isRefusedWhileDirectoryIsInUse() {
    try (LocalPrimary primary = LocalPrimary.start(spec)) {
      assertThatThrownBy(() -> LocalPrimary.start(spec)).hasMessageContaining("is in use by");
      assertThat(primary.isRunning()).isTrue();
    }
  }

  @Test
  void start_isRefusedForDataOfAnotherMajorVersion() throws IOException {
    LocalPrimary.start(spec).close();
    Files.writeString(spec.directory().resolve("pgdata/PG_VERSION"), "15\n");

    assertThatThrownBy(() -> LocalPrimary.start(spec))
        .hasMessageContaining("was made by PostgreSQL 15");
  }

  @Test
  void start_showsServerLogWhenSettingIsWrong() {
    ServerSpec wrong = spec.withSettings(java.util.Map.of("shared_buffers", "many"));

    assertThatThrownBy(() -> LocalPrimary.start(wrong))
        .hasMessageContaining("invalid value for parameter \"shared_buffers\"");
  }

  @Test
  void start_recoversAfterKill() {
    try (LocalPrimary primary = LocalPrimary.start(spec)) {
      primary.execute("postgres", "CREATE TABLE kept AS SELECT generate_series(1, 1000)");
      primary.kill();
      assertThat(primary.isRunning()).isFalse();

      primary.start();
      assertThat(primary.execute("postgres", "SELECT count(*) FROM kept")).isEqualTo("1000");
    }
  }

  @Test
  void start_recoversAfterKillOfPostmaster() {
    try (LocalPrimary primary = LocalPrimary.start(spec)) {
      primary.execute("postgres", "CREATE TABLE kept AS SELECT generate_series(1, 1000)");
      primary.killPostmaster();

      primary.start();
      assertThat(primary.execute("postgres", "SELECT count(*) FROM kept")).isEqualTo("1000");
    }
  }

  @Test
  void stop_worksOnFrozenServer() {
    try (LocalPrimary primary = LocalPrimary.start(spec)) {
      primary.freeze();
      primary.stop();
      assertThat(primary.isRunning()).isFalse();
    }
  }
}
