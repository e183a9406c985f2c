package dev.loxodonta.localpostgres;

import dev.loxodonta.localpostgres.binaries.LocalPostgresException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A hot standby that streams from a primary through a replication slot of its own. */
public final class LocalReplica extends LocalServer {
  private static final Logger log = LoggerFactory.getLogger(LocalReplica.class);
  private static final Pattern SLOT_NAME = Pattern.compile("[a-z0-9_]{1,63}");
  private static final Duration STREAMING_LIMIT = Duration.ofSeconds(30);

  private final String name;
  private volatile LocalPrimary primary;

  private LocalReplica(ServerInstance instance, String name, LocalPrimary primary) {
    super(instance);
    this.name = name;
    this.primary = primary;
  }

  static LocalReplica start(LocalPrimary primary, String name, ServerSpec spec) {
    if (!SLOT_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The replica's name is \"" + name + "\": lower case letters, digits and _ are expected.");
    }
    ServerInstance instance = ServerInstance.open(spec);
    try {
      LocalReplica replica = new LocalReplica(instance, name, primary);
      replica.join();
      primary.followedBy(replica);
      return replica;
    } catch (RuntimeException e) {
      instance.close();
      throw e;
    }
  }

  /** Its application name and the name of its slot on the primary. */
  public String name() {
    return name;
  }

  /** Waits until WAL is streaming in; false when that has not come about within the limit. */
  public boolean awaitStreaming(Duration limit) {
    return Patience.until(limit, this::isStreaming);
  }

  /** True when a WAL receiver is connected to the primary. */
  public boolean isStreaming() {
    try {
      return "streaming".equals(execute("postgres", "SELECT status FROM pg_stat_wal_receiver"));
    } catch (LocalPostgresException e) {
      return false;
    }
  }

  /**
   * Makes it a primary and waits until it takes writes. This object must not be used any more; the
   * returned one runs the same server. Nothing happens to the former primary.
   *
   * @throws LocalPostgresException when it does not take writes within 60 s
   */
  public LocalPrimary promote() {
    execute("postgres", "SELECT pg_promote(true, 60)");
    if (!"f".equals(execute("postgres", "SELECT pg_is_in_recovery()"))) {
      throw new LocalPostgresException("The replica " + name + " was not promoted within 60 s.");
    }
    primary.leftBy(this);
    instance().replicateWith(Map.of());
    return new LocalPrimary(instance());
  }

  /** Streams from this primary from now on, for instance after a failover. Needs no restart. */
  public void follow(LocalPrimary newPrimary) {
    LocalPrimary before = primary;
    primary = newPrimary;
    if (before != newPrimary) {
      before.leftBy(this);
      newPrimary.followedBy(this);
      newPrimary.ensureSlot(name);
    }
    instance().replicateWith(source());
    if (isRunning()) {
      instance().processes().reload();
    }
  }

  /** Throws its data away and copies the primary anew. */
  public void rebuild() {
    stop();
    folder().deleteData();
    join();
  }

  @Override
  public void close() {
    primary.leftBy(this);
    super.close();
  }

  private void join() {
    boolean fresh = !folder().hasData();
    if (fresh) {
      copyPrimary();
    } else if (!folder().isStandby()) {
      throw new LocalPostgresException(
          "The data directory " + folder().data() + " belongs to a primary, not to a replica.");
    } else {
      primary.ensureSlot(name);
    }
    instance().replicateWith(source());
    start();
    if (!awaitStreaming(STREAMING_LIMIT)) {
      if (fresh) {
        throw new LocalPostgresException(
            "The replica %s does not stream from port %d; see %s."
                .formatted(name, primary.port(), folder().log()));
      }
      log.warn("The replica {} cannot go on from where it was and is copied anew.", name);
      rebuild();
    }
  }

  private void copyPrimary() {
    primary.dropSlot(name);
    Path unfinished = folder().unfinishedData();
    ServerSpec spec = instance().spec();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-D", unfinished.toString(), "-X", "stream", "-c", "fast"));
    arguments.addAll(List.of("-C", "-S", name, "-h", primary.host(), "-w"));
    arguments.addAll(List.of("-p", Integer.toString(primary.port()), "-U", login().user()));
    if (!spec.durable()) {
      arguments.add("--no-sync");
    }
    spec.binaries()
        .command("pg_basebackup", arguments)
        .with(Map.of("PGPASSWORD", login().password()))
        .within(Duration.ofHours(1))
        .runOrFail("Copying the primary on port " + primary.port() + " to " + name);
    // Not by pg_basebackup -R: the primary's port may be another one at the next start.
    folder().writeOwn(unfinished.resolve("standby.signal"), "");
    folder().finish(unfinished);
  }

  // A database name is what synchronisation of logical slots needs on top.
  private Map<String, String> source() {
    String connection =
        "host=%s port=%d user=%s password=%s dbname=postgres application_name=%s"
            .formatted(
                primary.host(),
                primary.port(),
                quote(login().user()),
                quote(login().password()),
                name);
    return Map.of("primary_conninfo", connection, "primary_slot_name", name);
  }

  private static String quote(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
