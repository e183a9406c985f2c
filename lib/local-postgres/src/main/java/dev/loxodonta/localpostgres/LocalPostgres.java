package dev.loxodonta.localpostgres;

import dev.loxodonta.localpostgres.binaries.Folders;
import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import dev.loxodonta.localpostgres.binaries.ServerUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One primary, and at wish one replica, for all integration tests of a JVM. Started at the first
 * use in a temporary folder, not durable, and gone with the JVM. A test takes a database of its own
 * ({@link #createDatabase}) and leaves the server as it is: tests that stop, freeze or promote
 * servers start their own.
 */
public final class LocalPostgres {
  private final Path folder;
  private final LocalPrimary primary;
  private final AtomicInteger databases = new AtomicInteger();
  private @Nullable LocalReplica replica;

  private LocalPostgres(Path folder, LocalPrimary primary) {
    this.folder = folder;
    this.primary = primary;
  }

  /** The server of this JVM; starts it when it is the first call, which takes about a second. */
  public static LocalPostgres shared() {
    return Shared.INSTANCE;
  }

  /**
   * A folder for a test's own servers, deleted when the JVM ends. Temporary folders of JUnit are
   * closed to the operating system user of the server when the tests run as root.
   */
  public static Path temporaryFolder() {
    try {
      Path folder = Files.createTempDirectory("loxo-pg-");
      ServerUser.current().createOwnFolder(folder);
      ShutdownHook.addLast(() -> Folders.delete(folder));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public LocalPrimary primary() {
    return primary;
  }

  /** A replica of the primary; starts it when it is the first call. */
  public synchronized LocalReplica replica() {
    LocalReplica present = replica;
    if (present == null) {
      present = primary.startReplica("shared_replica", folder.resolve("replica"));
      replica = present;
    }
    return present;
  }

  /** Creates an empty database with a new name, in about 30 ms. */
  public LocalDatabase createDatabase() {
    return createDatabaseLike("template0");
  }

  /**
   * Creates a copy of a database to which nobody is connected: a schema can be made once and copied
   * for each test.
   */
  public LocalDatabase createDatabaseLike(String template) {
    String name = "test_" + databases.incrementAndGet();
    primary.execute("postgres", "CREATE DATABASE \"%s\" TEMPLATE \"%s\"".formatted(name, template));
    return new LocalDatabase(primary, name);
  }

  private static LocalPostgres startShared() {
    Path folder = temporaryFolder();
    ServerSpec spec =
        ServerSpec.in(folder.resolve("primary"), PostgresBinaries.locate(), Login.random("loxo"))
            .withDurable(false);
    return new LocalPostgres(folder, LocalPrimary.start(spec));
  }

  private static final class Shared {
    private static final LocalPostgres INSTANCE = startShared();
  }
}
