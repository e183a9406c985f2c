package dev.loxodonta.cli.standalone;

import dev.loxodonta.cli.terminal.Failure;
import dev.loxodonta.localpostgres.binaries.Folders;
import dev.loxodonta.localpostgres.cluster.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * The folder of a standalone cluster: {@code postgres} for the servers, {@code secrets} for the
 * services' password, {@code logs} for what this JVM has to say.
 *
 * @param root the folder itself
 */
public record DataDirectory(Path root) {

  private static final String SUPERUSER = "root";

  /**
   * Returns the usual folder: {@code loxodonta} under XDG_DATA_HOME, else {@code ~/.loxodonta}; for
   * root, whose home PostgreSQL may not enter, {@code /var/lib/loxodonta}.
   */
  public static Path usual() {
    if (SUPERUSER.equals(System.getProperty("user.name"))) {
      return Path.of("/var/lib/loxodonta");
    }
    return Optional.ofNullable(System.getenv("XDG_DATA_HOME"))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, "loxodonta"))
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".loxodonta"));
  }

  /** The PostgreSQL servers' folder. */
  public Path postgres() {
    return root.resolve("postgres");
  }

  /** The log file of the services and of this command. */
  public Path log() {
    return root.resolve("logs").resolve("loxodonta.log");
  }

  /** The file with the password of the services' role. */
  Path servicePassword() {
    return secrets().resolve("service-password");
  }

  private Path secrets() {
    return root.resolve("secrets");
  }

  /**
   * Deletes the cluster with all its data; the log and files of others in the folder stay.
   *
   * @throws dev.loxodonta.localpostgres.binaries.LocalPostgresException when it is in use
   */
  public void wipe() {
    if (Files.notExists(root)) {
      return;
    }
    PostgresCluster.wipe(postgres());
    List.of(postgres(), secrets()).forEach(DataDirectory::deleteIfThere);
  }

  /**
   * Makes the folder, open to the operating system user of the servers whatever the umask.
   *
   * @throws Failure when it cannot be made
   */
  public void create() {
    try {
      if (Files.notExists(root)) {
        Files.createDirectories(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      Files.createDirectories(log().getParent());
      Files.createDirectories(secrets());
    } catch (IOException e) {
      throw new Failure("the data directory " + root + " cannot be made: " + e + ".", e);
    }
  }

  private static void deleteIfThere(Path folder) {
    if (Files.exists(folder)) {
      Folders.delete(folder);
    }
  }
}
