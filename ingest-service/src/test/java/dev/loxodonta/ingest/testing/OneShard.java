package dev.loxodonta.ingest.testing;

import dev.loxodonta.localpostgres.LocalDatabase;
import dev.loxodonta.localpostgres.LocalPostgres;
import dev.loxodonta.localpostgres.LocalPrimary;
import dev.loxodonta.postgres.ShardSchema;
import dev.loxodonta.topology.SlotHash;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A shard with four shared slots in a database of its own. Closing drops it. */
public final class OneShard implements AutoCloseable {

  /** How many slots there are. */
  public static final int SLOTS = 4;

  /** The service's role and its password. */
  public static final String ROLE = "loxo_service";

  private final LocalDatabase database;

  /** Makes the schema, the slots and the role on the server that tests share. */
  public OneShard() {
    this(LocalPostgres.shared().createDatabase());
  }

  /** Makes the schema, the slots and the role. */
  private OneShard(LocalDatabase database) {
    this.database = database;
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.jdbcUrl());
    source.setUser(database.login().user());
    source.setPassword(database.login().password());
    new ShardSchema(source).migrate();
    database.execute("ALTER ROLE loxo_service LOGIN PASSWORD 'loxo_service'");
    for (int slot = 0; slot < SLOTS; slot++) {
      database.execute("SELECT loxo_create_slot(%d, true)".formatted(slot));
      database.execute("INSERT INTO slot_owner (slot, epoch) VALUES (%d, 1)".formatted(slot));
    }
  }

  /** Makes a shard on a server that the test may kill. */
  public static OneShard on(LocalPrimary server) {
    server.execute("postgres", "CREATE DATABASE shard");
    return new OneShard(new LocalDatabase(server, "shard"));
  }

  /** Adds a project that measures by cosine. */
  public void project(long projectId, String model, int dimensions) {
    project(projectId, model, dimensions, "cosine");
  }

  /** Adds a project. */
  public void project(long projectId, String model, int dimensions, String metric) {
    database.execute(
        """
        INSERT INTO projects (project_id, slot, model, dimensions, metric)
        VALUES (%d, %d, '%s', %d, '%s')
        """
            .formatted(projectId, slotOf(projectId), model, dimensions, metric));
  }

  /** Gives a project a second space that measures by cosine. */
  public void secondSpace(long projectId, String model, int dimensions, @Nullable String key) {
    database.execute(
        """
        UPDATE projects SET second_name = 'title', second_model = '%s', second_dimensions = %d,
          second_metric = 'cosine', second_metadata_key = %s
        WHERE project_id = %d
        """
            .formatted(model, dimensions, key == null ? "NULL" : "'" + key + "'", projectId));
  }

  /** Returns the slot of a project. */
  public static int slotOf(long projectId) {
    return SlotHash.slotOf(projectId, SLOTS);
  }

  /** Returns the single value of a statement, run as superuser. */
  public @Nullable String value(String sql) {
    return database.execute(sql);
  }

  /** Returns how many memories a project has. */
  public long count(long projectId) {
    String count = value("SELECT count(*) FROM memories WHERE project_id = " + projectId);
    return count == null ? 0 : Long.parseLong(count);
  }

  /** Returns the database. */
  public LocalDatabase database() {
    return database;
  }

  @Override
  public void close() {
    database.close();
  }
}
