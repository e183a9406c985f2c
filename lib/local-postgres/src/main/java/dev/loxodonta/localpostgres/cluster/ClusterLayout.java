package dev.loxodonta.localpostgres.cluster;

import dev.loxodonta.localpostgres.Login;
import dev.loxodonta.localpostgres.binaries.LocalPostgresException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a cluster from one start to the next, in {@code cluster.properties}.
 *
 * @param ports last port by node, such as {@code shard-1.node-2}
 */
record ClusterLayout(int shards, int replicas, Login login, Map<String, Integer> ports) {
  private static final String FILE = "cluster.properties";
  private static final String SUPERUSER = "loxo_admin";
  private static final int USUAL_SHARDS = 2;
  private static final int USUAL_REPLICAS = 1;

  static boolean exists(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }

  /**
   * The size a cluster shall have now: what is asked for, else what it had, else the usual.
   *
   * @throws LocalPostgresException when it would shrink, which would hide data
   */
  static ClusterLayout of(ClusterSpec spec, Optional<ClusterLayout> before) {
    ClusterLayout old =
        before.orElseGet(() -> new ClusterLayout(0, 0, Login.random(SUPERUSER), Map.of()));
    int shards = size(spec.shards(), old.shards, before.isPresent(), USUAL_SHARDS);
    int replicas = size(spec.replicas(), old.replicas, before.isPresent(), USUAL_REPLICAS);
    if (shards < old.shards || replicas < old.replicas) {
      throw new LocalPostgresException(
          "The cluster in %s has %d shards with %d replicas each and cannot be started with %d and %d: ask for at least as many or start with a fresh directory."
              .formatted(spec.directory(), old.shards, old.replicas, shards, replicas));
    }
    return new ClusterLayout(shards, replicas, old.login, old.ports);
  }

  ClusterLayout withPorts(Map<String, Integer> newPorts) {
    return new ClusterLayout(shards, replicas, login, newPorts);
  }

  int port(String node) {
    return ports.getOrDefault(node, 0);
  }

  static Optional<ClusterLayout> read(Path directory) {
    if (!exists(directory)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(directory.resolve(FILE))) {
      properties.load(reader);
      return Optional.of(parse(properties));
    } catch (IOException | IllegalArgumentException e) {
      throw new LocalPostgresException(
          directory.resolve(FILE) + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  void write(Path directory) {
    Path unfinished = directory.resolve(FILE + ".new");
    try {
      Files.deleteIfExists(unfinished);
      Files.createFile(
          unfinished,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(unfinished, format());
      Files.move(unfinished, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ClusterLayout parse(Properties properties) {
    Map<String, Integer> ports =
        properties.stringPropertyNames().stream()
            .filter(name -> name.startsWith("port."))
            .collect(
                Collectors.toMap(
                    name -> name.substring("port.".length()), name -> number(properties, name)));
    return new ClusterLayout(
        number(properties, "shards"),
        number(properties, "replicas"),
        new Login(text(properties, "superuser"), text(properties, "password")),
        ports);
  }

  private String format() throws IOException {
    Properties properties = new Properties();
    properties.setProperty("shards", Integer.toString(shards));
    properties.setProperty("replicas", Integer.toString(replicas));
    properties.setProperty("superuser", login.user());
    properties.setProperty("password", login.password());
    new TreeMap<>(ports).forEach((node, port) -> properties.setProperty("port." + node, "" + port));
    StringWriter text = new StringWriter();
    properties.store(text, "A local cluster of Loxodonta; written at each start.");
    return text.toString();
  }

  private static int size(@Nullable Integer asked, int old, boolean known, int usual) {
    if (asked != null) {
      return asked;
    }
    return known ? old : usual;
  }

  private static int number(Properties properties, String name) {
    return Integer.parseInt(text(properties, name));
  }

  private static String text(Properties properties, String name) {
    String value = properties.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }
}
