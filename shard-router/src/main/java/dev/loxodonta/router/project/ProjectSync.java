package dev.loxodonta.router.project;

import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.catalog.ClusterEpoch;
import dev.loxodonta.router.catalog.ProjectChanges;
import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.jdbc.Transactions;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.slot.Bm25Index;
import dev.loxodonta.router.slot.OwnSlotIndexes;
import dev.loxodonta.router.slot.OwnSlotTables;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.intellij.lang.annotations.Language;

/**
 * Brings to a shard what the catalog says of a project, then notes that it is there and announces
 * it. The project's row in the catalog is locked meanwhile, so that syncs of one project follow
 * each other. May be run again after a crash at any point.
 */
@Singleton
public final class ProjectSync {

  @Language("SQL")
  private static final String OWN_SLOT =
      "INSERT INTO slot_owner (slot, epoch) VALUES (?, 1) ON CONFLICT (slot) DO NOTHING";

  private final CatalogDatabase catalog;
  private final ShardConnections shards;
  private final IsolationConfig config;

  ProjectSync(CatalogDatabase catalog, ShardConnections shards, IsolationConfig config) {
    this.catalog = catalog;
    this.shards = shards;
    this.config = config;
  }

  /** Does what is missing; nothing when the shard has it all. */
  public void run(long projectId) {
    catalog.transact(connection -> run(connection, projectId));
  }

  private boolean run(Connection connection, long projectId) throws SQLException {
    Optional<CatalogProject> found = CatalogProjects.lock(connection, projectId);
    if (found.isEmpty() || found.get().synced()) {
      return false;
    }
    CatalogProject project = found.get();
    int slotCount = (int) Sql.number(connection, "SELECT slot_count FROM catalog.cluster");
    int slot = project.slot(slotCount);
    int shardId = CatalogProjects.shardOf(connection, slot);
    Optional<SecondSpace> second = shards.use(shardId, shard -> write(shard, project, slot));
    if (!second.equals(project.settings().secondSpace())) {
      SecondSpaceRows.updateCatalog(connection, projectId, second);
    }
    CatalogProjects.markSynced(connection, projectId);
    ProjectChanges.announce(connection, projectId);
    if (project.state() == ProjectState.CREATING && project.ownSlot().isPresent()) {
      ClusterEpoch.raise(connection);
    }
    return true;
  }

  /** Returns the second space that the project has then: the shard keeps one that is in use. */
  private Optional<SecondSpace> write(Connection shard, CatalogProject project, int slot)
      throws SQLException {
    ProjectSettings settings = project.settings();
    return switch (project.state()) {
      case CREATING -> {
        create(shard, project, slot);
        yield settings.secondSpace();
      }
      case ACTIVE -> update(shard, project);
      case DELETING ->
          Transactions.run(
              shard,
              c -> {
                ShardProjects.hide(c, settings.projectId());
                return settings.secondSpace();
              });
    };
  }

  private Optional<SecondSpace> update(Connection shard, CatalogProject project)
      throws SQLException {
    ProjectSettings settings = project.settings();
    Optional<SecondSpace> second =
        SecondSpaceSwitch.run(
            shard, settings.projectId(), settings.secondSpace(), config.lockTimeout());
    return Transactions.run(
        shard,
        c -> {
          ShardProjects.update(c, project);
          return second;
        });
  }

  private void create(Connection shard, CatalogProject project, int slot) throws SQLException {
    ProjectSettings settings = project.settings();
    boolean own = project.ownSlot().isPresent();
    if (own) {
      OwnSlotTables.create(shard, slot, settings.dimensions(), config.lockTimeout());
      OwnSlotIndexes.prepare(shard, settings.vectorIndexKind());
      for (OwnSlotIndexes.Index index :
          OwnSlotIndexes.of(
              slot, settings.dimensions(), settings.metric(), settings.vectorIndexKind(), 0)) {
        OwnSlotIndexes.build(shard, index);
      }
      buildBm25(shard, slot, settings);
    }
    Transactions.run(
        shard,
        c -> {
          if (own) {
            Sql.update(c, OWN_SLOT, slot);
          }
          String index =
              own ? OwnSlotIndexes.built(c, slot, settings.vectorIndexKind()).orElse(null) : null;
          String language = own ? Bm25Index.language(c, slot).orElse(null) : null;
          ShardProjects.insert(c, settings, slot, index, language);
          return true;
        });
  }

  private static void buildBm25(Connection shard, int slot, ProjectSettings settings)
      throws SQLException {
    Optional<String> language = Bm25Index.wanted(settings.textIndexKind(), settings.textLanguage());
    if (language.isPresent()) {
      Bm25Index.prepare(shard);
      OwnSlotIndexes.build(shard, Bm25Index.of(slot, language.get()));
    }
  }
}
