package dev.loxodonta.postgres;

import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;

/**
 * The schema of a shard and its versions: forward-only migrations under {@code db/migration/shard},
 * run by Flyway. Safe to run twice and by two processes at once. Blocking, for the router and
 * tools.
 */
public final class ShardSchema {

  private final Flyway flyway;

  /** Makes the schema's handle on a shard's primary; the data source stays the caller's. */
  public ShardSchema(DataSource primary) {
    this.flyway =
        Flyway.configure(ShardSchema.class.getClassLoader())
            .dataSource(primary)
            .locations("classpath:db/migration/shard")
            .table("schema_version")
            .load();
  }

  /** Brings the shard to the newest version; returns how many migrations ran. */
  public int migrate() {
    return flyway.migrate().migrationsExecuted;
  }

  /** Returns the versions that are applied, oldest first. */
  public List<String> applied() {
    return Arrays.stream(flyway.info().applied())
        .map(MigrationInfo::getVersion)
        .map(String::valueOf)
        .toList();
  }
}
