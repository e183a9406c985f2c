package dev.loxodonta.localpostgres;

import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How to run one server. Immutable; the {@code with} methods return a changed copy.
 *
 * @param binaries the installation to run
 * @param directory the server's folder: data, log and socket; made when it is not there
 * @param login the superuser, as it was when the data directory was made
 * @param port the wished TCP port, 1 to 65535; 0 or a taken one: any free port
 * @param durable whether writes survive a crash of the machine ({@code fsync}); false is for tests
 * @param stopOnShutdown whether a shutdown hook of the JVM stops the server. False is for programs
 *     that stop it themselves after all that uses it; it ends with the JVM in any case
 * @param settings PostgreSQL settings that go before the defaults
 */
public record ServerSpec(
    PostgresBinaries binaries,
    Path directory,
    Login login,
    int port,
    boolean durable,
    boolean stopOnShutdown,
    Map<String, String> settings) {

  /**
   * @throws IllegalArgumentException when the port is out of range
   */
  public ServerSpec {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("The port is " + port + ", and 0 to 65535 is expected.");
    }
    directory = directory.toAbsolutePath().normalize();
    settings = Map.copyOf(settings);
  }

  /** A durable server on any free port that is stopped by a shutdown hook. */
  public static ServerSpec in(Path directory, PostgresBinaries binaries, Login login) {
    return new ServerSpec(binaries, directory, login, 0, true, true, Map.of());
  }

  public ServerSpec withDirectory(Path newDirectory) {
    return new ServerSpec(binaries, newDirectory, login, port, durable, stopOnShutdown, settings);
  }

  public ServerSpec withPort(int newPort) {
    return new ServerSpec(binaries, directory, login, newPort, durable, stopOnShutdown, settings);
  }

  public ServerSpec withDurable(boolean newDurable) {
    return new ServerSpec(binaries, directory, login, port, newDurable, stopOnShutdown, settings);
  }

  public ServerSpec withStopOnShutdown(boolean newStopOnShutdown) {
    return new ServerSpec(binaries, directory, login, port, durable, newStopOnShutdown, settings);
  }

  /** Adds settings to those that are there. */
  public ServerSpec withSettings(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.putAll(more);
    return new ServerSpec(binaries, directory, login, port, durable, stopOnShutdown, all);
  }

  /** The settings without an instance's own (port, socket, replication source). */
  Map<String, String> effectiveSettings() {
    Map<String, String> all = new LinkedHashMap<>(DefaultSettings.of(binaries, durable));
    all.putAll(settings);
    return all;
  }
}
