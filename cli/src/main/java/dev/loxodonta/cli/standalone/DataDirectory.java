package dev.loxodonta.cli.standalone;

import dev.loxodonta.cli.terminal.Failure;
import dev.loxodonta.localpostgres.binaries.Folders;
import dev.loxodonta.localpostgres.cluster.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    return root.resolve("secrets").resolve("service-password");
  }

  /**
   * Deletes the cluster with all its data; files of others in the folder stay.
   *
   * @throws dev.loxodonta.localpostgres.binaries.LocalPostgresException when it is in use
   */
  public void wipe() {
    if (Files.notExists(root)) {
      return;
    }
    PostgresCluster.wipe(postgres());
    List.of(postgres(), root.resolve("secrets"), root.resolve("logs"))
        .forEach(folder -> deleteIfThere(folder));
  }

  /** Makes the folder, open to the operating system user of the servers. */
  void create() {
    try {
      Files.createDirectories(log().getParent());
      Files.createDirectories(servicePassword().getParent());
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
