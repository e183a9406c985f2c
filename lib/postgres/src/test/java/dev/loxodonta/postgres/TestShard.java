package dev.loxodonta.postgres;

import dev.loxodonta.localpostgres.LocalPostgres;
import dev.loxodonta.localpostgres.LocalPrimary;
import dev.loxodonta.localpostgres.LocalReplica;
import dev.loxodonta.localpostgres.Login;
import dev.loxodonta.localpostgres.ServerSpec;
import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A shard for tests: a primary and a replica with the schema, slots 5 and 6 shared, 32 not. */
record TestShard(LocalPrimary primary, LocalReplica replica, String database, boolean own)
    implements AutoCloseable {

  static final String PASSWORD = "service";
  static final long PROJECT = 1;
  static final long NEIGHBOUR = 42;
  static final int SLOT = 5;
  static final int OWN_SLOT = 32;

  /** A database of its own on the servers that all tests share. */
  static TestShard shared() {
    LocalPostgres servers = LocalPostgres.shared();
    LocalReplica replica = servers.replica();
    return new TestShard(servers.primary(), replica, servers.createDatabase().name(), false)
        .filled();
  }

  /** Servers of its own, to kill and freeze. */
  static TestShard ofItsOwn() {
    Path folder = LocalPostgres.temporaryFolder();
    LocalPrimary primary =
        LocalPrimary.start(
            ServerSpec.in(
                    folder.resolve("primary"), PostgresBinaries.locate(), Login.random("loxo"))
                .withDurable(false));
    LocalReplica replica = primary.startReplica("one", folder.resolve("replica"));
    return new TestShard(primary, replica, "postgres", true).filled();
  }

  private TestShard filled() {
    new ShardSchema(dataSource()).migrate();
    execute("ALTER ROLE loxo_service LOGIN PASSWORD '" + PASSWORD + "'");
    execute(
        """
        SELECT loxo_create_slot(5, true), loxo_create_slot(6, true), loxo_create_slot(32, false);
        INSERT INTO slot_owner (slot, epoch) VALUES (5, 1), (6, 1), (32, 1);
        """);
    addProject(PROJECT, SLOT);
    addProject(NEIGHBOUR, SLOT);
    awaitReplica();
    return this;
  }

  void addProject(long id, int slot) {
    execute(
        "INSERT INTO projects (project_id, slot, model, dimensions, metric)"
            + " VALUES (%d, %d, 'test', 3, 'cosine')".formatted(id, slot));
  }

  PGSimpleDataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(primary.jdbcUrl(database));
    source.setUser(primary.login().user());
    source.setPassword(primary.login().password());
    return source;
  }

  @Nullable String execute(String sql) {
    return primary.execute(database, sql);
  }

  /** A plain connection as the services' role. */
  Connection asService() throws SQLException {
    return DriverManager.getConnection(primary.jdbcUrl(database), "loxo_service", PASSWORD);
  }

  /** Waits until the replica has what the primary has. */
  void awaitReplica() {
    String lsn = primary.execute("postgres", "SELECT pg_current_wal_lsn()");
    Waits.until(
        () ->
            "t"
                .equals(
                    replica.execute(
                        "postgres", "SELECT pg_last_wal_replay_lsn() >= '" + lsn + "'::pg_lsn")));
  }

  @Override
  public void close() {
    if (own) {
      replica.close();
      primary.close();
    } else {
      primary.execute("postgres", "DROP DATABASE IF EXISTS \"" + database + "\" WITH (FORCE)");
    }
  }
}
