package dev.loxodonta.localpostgres;

import dev.loxodonta.localpostgres.binaries.Folders;
import dev.loxodonta.localpostgres.binaries.LocalPostgresException;
import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import dev.loxodonta.localpostgres.binaries.ServerUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * The folder of one server: its data directory {@code pgdata}, its {@code server.log} and its Unix
 * socket. A data directory appears by a rename, so it is whole or not there.
 *
 * @param home the folder itself
 */
public record ServerFolder(Path home) {
  // struct sockaddr_un's sun_path has 108 bytes on Linux, one of them for the closing zero.
  private static final int LONGEST_SOCKET_PATH = 107;

  /** PostgreSQL's data directory. */
  public Path data() {
    return home.resolve("pgdata");
  }

  /** What the server says, appended over all its runs. */
  public Path log() {
    return home.resolve("server.log");
  }

  /** True when a data directory has been made here. */
  public boolean hasData() {
    return Files.exists(data().resolve("PG_VERSION"));
  }

  /** True when the data directory is that of a replica which has not been promoted. */
  public boolean isStandby() {
    return Files.exists(standbySignal());
  }

  /** The highest timeline that the data directory knows of; 1 before the first promotion. */
  public int timeline() {
    return Folders.list(data().resolve("pg_wal"), "*.history").stream()
        .map(file -> file.getFileName().toString().substring(0, 8))
        .mapToInt(name -> Integer.parseUnsignedInt(name, 16))
        .max()
        .orElse(1);
  }

  /** Deletes the data directory. The server must be stopped. */
  void deleteData() {
    Folders.delete(data());
  }

  /** A place for a data directory in the making, emptied of what an earlier attempt left. */
  Path unfinishedData() {
    Path unfinished = home.resolve("pgdata.new");
    Folders.delete(unfinished);
    return unfinished;
  }

  void finish(Path unfinished) {
    try {
      Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path standbySignal() {
    return data().resolve("standby.signal");
  }

  /**
   * @throws LocalPostgresException when the data directory was made by another major version
   */
  void requireVersion(PostgresBinaries binaries) {
    try {
      String made = Files.readString(data().resolve("PG_VERSION")).strip();
      if (!made.equals(Integer.toString(binaries.majorVersion()))) {
        throw new LocalPostgresException(
            "The data directory %s was made by PostgreSQL %s and cannot be used by %s (found in %s): set %s to a PostgreSQL %s or start with a fresh directory."
                .formatted(
                    data(),
                    made,
                    binaries.version(),
                    binaries.bin(),
                    PostgresBinaries.ENVIRONMENT_VARIABLE,
                    made));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder for the Unix socket; empty where its path would be longer than the system takes. */
  Optional<Path> socketFolder() {
    Path longest = home.resolve(".s.PGSQL.65535");
    int bytes = longest.toString().getBytes(StandardCharsets.UTF_8).length;
    return bytes <= LONGEST_SOCKET_PATH ? Optional.of(home) : Optional.empty();
  }

  /** Replaces the settings file that {@code postgresql.conf} includes. */
  void writeSettings(Map<String, String> settings) {
    StringBuilder text = new StringBuilder("# Written at each start; changes here are lost.\n");
    settings.forEach(
        (name, value) -> text.append(name).append(" = ").append(quote(value)).append('\n'));
    writeOwn(data().resolve("loxodonta.conf"), text.toString());
  }

  /** Writes a file that the server's user alone can read. */
  void writeOwn(Path file, String text) {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(unfinished);
      Files.createFile(
          unfinished,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(unfinished, text);
      ServerUser.current().own(unfinished);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // https://www.postgresql.org/docs/current/config-setting.html: backslash escapes are understood.
  static String quote(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
