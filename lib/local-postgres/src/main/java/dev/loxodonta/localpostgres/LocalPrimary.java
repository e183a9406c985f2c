package dev.loxodonta.localpostgres;

import dev.loxodonta.localpostgres.binaries.LocalPostgresException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that takes writes and may have streaming replicas. */
public final class LocalPrimary extends LocalServer {
  private final List<LocalReplica> replicas = new CopyOnWriteArrayList<>();

  LocalPrimary(ServerInstance instance) {
    super(instance);
  }

  /**
   * Starts a primary, making its data directory first when there is none: UTF-8, the builtin locale
   * C.UTF-8 (C before PostgreSQL 17), data checksums, passwords by SCRAM. Takes about a second
   * then. A server that a crash left running on this directory is stopped first.
   *
   * @throws LocalPostgresException when the directory is in use, was made by another major version,
   *     belongs to a replica, or the server does not start
   */
  public static LocalPrimary start(ServerSpec spec) {
    ServerInstance instance = ServerInstance.open(spec);
    try {
      if (!instance.folder().hasData()) {
        createData(instance);
      } else if (instance.folder().isStandby()) {
        throw new LocalPostgresException(
            "The data directory " + instance.folder().data() + " belongs to a replica.");
      }
      instance.start();
      return new LocalPrimary(instance);
    } catch (RuntimeException e) {
      instance.close();
      throw e;
    }
  }

  /** {@link #startReplica(String, Path, Map)} with the primary's settings. */
  public LocalReplica startReplica(String name, Path directory) {
    return startReplica(name, directory, Map.of());
  }

  /**
   * Starts a streaming replica of this server, by a base backup (about half a second for an empty
   * server) when its directory is empty, and waits until it streams. The caller closes it, best
   * before this primary.
   *
   * @param name the replica's application name and replication slot: lower case letters, digits and
   *     underscores
   * @param settings settings in which it differs from this server
   * @throws LocalPostgresException when it does not start or does not stream within 30 s
   */
  public LocalReplica startReplica(String name, Path directory, Map<String, String> settings) {
    return LocalReplica.start(
        this, name, instance().spec().withDirectory(directory).withPort(0).withSettings(settings));
  }

  /** As {@link #startReplica(String, Path)}, on a port of choice where that is free. */
  public LocalReplica startReplica(String name, Path directory, int wishedPort) {
    return LocalReplica.start(
        this, name, instance().spec().withDirectory(directory).withPort(wishedPort));
  }

  /** Starts it again; replicas are told when its port has changed. */
  @Override
  public void start() {
    int before = port();
    super.start();
    if (port() != before) {
      replicas.forEach(replica -> replica.follow(this));
    }
  }

  void followedBy(LocalReplica replica) {
    replicas.add(replica);
  }

  void leftBy(LocalReplica replica) {
    replicas.remove(replica);
  }

  /** Creates the slot that keeps a replica's WAL, if it is not there. */
  void ensureSlot(String name) {
    execute(
        "postgres",
        """
        SELECT pg_create_physical_replication_slot('%1$s', true)
        WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '%1$s')
        """
            .formatted(name));
  }

  /** Drops a slot, also one that a dying replica still holds. */
  void dropSlot(String name) {
    boolean gone = Patience.until(Duration.ofSeconds(15), () -> "0".equals(droppedSlots(name)));
    if (!gone) {
      throw new LocalPostgresException("The replication slot " + name + " is still in use.");
    }
  }

  private String droppedSlots(String name) {
    return String.valueOf(
        execute(
            "postgres",
            """
            SELECT pg_terminate_backend(active_pid, 5000)
            FROM pg_replication_slots WHERE slot_name = '%1$s' AND active_pid IS NOT NULL;
            SELECT pg_drop_replication_slot(slot_name)
            FROM pg_replication_slots WHERE slot_name = '%1$s' AND active_pid IS NULL;
            SELECT count(*) FROM pg_replication_slots WHERE slot_name = '%1$s'
            """
                .formatted(name)));
  }

  private static void createData(ServerInstance instance) {
    ServerSpec spec = instance.spec();
    ServerFolder folder = instance.folder();
    Path unfinished = folder.unfinishedData();
    Path passwordFile = folder.home().resolve("password");
    folder.writeOwn(passwordFile, spec.login().password() + "\n");
    try {
      spec.binaries()
          .command("initdb", initdbArguments(spec, unfinished, passwordFile))
          .within(Duration.ofMinutes(3))
          .runOrFail("Creating the data directory " + folder.data());
      Files.writeString(
          unfinished.resolve("postgresql.conf"),
          "\ninclude_if_exists = 'loxodonta.conf'\n",
          StandardOpenOption.APPEND);
      Files.delete(passwordFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    folder.finish(unfinished);
  }

  private static List<String> initdbArguments(ServerSpec spec, Path data, Path passwordFile) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-D", data.toString(), "-E", "UTF8", "--locale=C", "-k"));
    arguments.addAll(List.of("-A", "scram-sha-256", "-U", spec.login().user()));
    arguments.add("--pwfile=" + passwordFile);
    if (spec.binaries().majorVersion() >= 17) {
      arguments.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
    }
    if (!spec.durable()) {
      arguments.add("--no-sync");
    }
    return arguments;
  }
}
