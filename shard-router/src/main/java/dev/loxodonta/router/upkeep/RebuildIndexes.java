package dev.loxodonta.router.upkeep;

import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.config.UpkeepConfig;
import dev.loxodonta.router.index.IndexBuilder;
import dev.loxodonta.router.index.IndexBuilds;
import dev.loxodonta.router.index.IndexSwitch;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.jdbc.SqlFailures;
import dev.loxodonta.router.operation.Operation;
import dev.loxodonta.router.operation.OperationFailedException;
import dev.loxodonta.router.operation.OperationMachine;
import dev.loxodonta.router.operation.OperationProgress;
import dev.loxodonta.router.project.CatalogProjects;
import dev.loxodonta.router.project.ProjectSettings;
import dev.loxodonta.router.project.ProjectState;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.slot.OwnSlotIndexes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.intellij.lang.annotations.Language;

/**
 * Mends the indexes of one slot, one after another, each beside itself, so that searches and writes
 * go on: those that are worn, or all; and for a project's own slot the graphs that its rows call
 * for by now. May be run again after a crash at any point.
 */
@Singleton
public final class RebuildIndexes implements OperationMachine {

  /** The kind of these operations. */
  public static final String KIND = "rebuild-index";

  static final String FIRST_STEP = "rebuild";
  static final String ALL = "all";

  /** How much is done, in percent, when the graphs follow the rows. */
  private static final double GRAPHED = 40;

  private static final int MAX_ATTEMPTS = 3;

  @Language("SQL")
  private static final String LEFTOVERS =
      """
      SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE i.indrelid IN (to_regclass('memories_s' || ?), to_regclass('chunks_s' || ?),
          to_regclass('documents_s' || ?))
        AND NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'
      """;

  private final CatalogDatabase catalog;
  private final ShardConnections shards;
  private final IndexBuilder builder;
  private final WornIndexes indexes;
  private final IndexSwitch indexSwitch;
  private final IsolationConfig limits;
  private final UpkeepConfig config;

  RebuildIndexes(
      CatalogDatabase catalog,
      ShardConnections shards,
      IndexBuilder builder,
      WornIndexes indexes,
      IndexSwitch indexSwitch,
      IsolationConfig limits,
      UpkeepConfig config) {
    this.catalog = catalog;
    this.shards = shards;
    this.builder = builder;
    this.indexes = indexes;
    this.indexSwitch = indexSwitch;
    this.limits = limits;
    this.config = config;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void run(OperationProgress progress) throws SQLException, InterruptedException {
    Operation operation = progress.operation();
    int slot = operation.slot().orElseThrow(() -> new OperationFailedException("no slot is named"));
    progress.percent(0);
    try (Connection shard = shards.open(operation.shardId())) {
      Optional<ProjectSettings> owner = owner(operation);
      removeLeftovers(shard, slot);
      limit(shard, slot, owner);
      if (owner.isPresent()) {
        followGrowth(shard, slot, owner.get(), progress);
      }
      rebuild(shard, slot, progress);
    } catch (SQLException e) {
      if (SqlFailures.isTransient(e) || progress.operation().attempts() < MAX_ATTEMPTS) {
        throw e;
      }
      throw new OperationFailedException("an index could not be built: " + e.getMessage());
    }
  }

  private void limit(Connection shard, int slot, Optional<ProjectSettings> owner)
      throws SQLException {
    long rows = Sql.number(shard, "SELECT loxo_row_estimate(to_regclass(?))", "memories_s" + slot);
    int dimensions = owner.map(ProjectSettings::dimensions).orElse(0);
    IndexBuilder.limit(
        shard,
        OwnSlotIndexes.megabytes(rows, dimensions, limits.maxMaintenanceMemory()),
        limits.maxWorkers());
  }

  private void rebuild(Connection shard, int slot, OperationProgress progress)
      throws SQLException, InterruptedException {
    Operation operation = progress.operation();
    boolean all = operation.detail(ALL).orElse(0) > 0;
    List<String> names =
        all ? indexes.all(shard, slot, operation.createdAt()) : indexes.worn(shard, slot);
    for (int i = 0; i < names.size(); i++) {
      int before = i;
      IvfflatLists.follow(shard, names.get(i));
      builder.rebuild(
          shard,
          operation.shardId(),
          names.get(i),
          part -> {
            progress.percent(GRAPHED + (100 - GRAPHED) * (before + part) / names.size());
            owner(operation);
          });
      noteNeeded(shard, slot, names.get(i));
    }
  }

  private static void noteNeeded(Connection shard, int slot, String name) throws SQLException {
    for (IndexState index : SelectIndexStates.of(shard, slot)) {
      if (index.name().equals(name) && index.isExact()) {
        IndexBuilds.noteNeeded(shard, name, ExactPages.needed(shard, index));
      }
    }
  }

  private void followGrowth(
      Connection shard, int slot, ProjectSettings owner, OperationProgress progress)
      throws SQLException, InterruptedException {
    boolean all = progress.operation().detail(ALL).orElse(0) > 0;
    GraphRound round = all ? GraphRound.ALL : GraphRound.due(shard, slot, config);
    if (round == GraphRound.NONE || !servesByGraph(shard, slot)) {
      return;
    }
    SlotGraphs graphs =
        SlotGraphs.of(
            shard,
            slot,
            OwnSlotIndexes.filterGraphs(
                shard,
                slot,
                owner.dimensions(),
                owner.metric(),
                VectorIndexKind.HNSW,
                limits.maxFilterGraphs()),
            round,
            limits.maxFilterGraphs());
    for (int i = 0; i < graphs.missing().size(); i++) {
      int before = i;
      builder.buildConcurrently(
          shard,
          progress.operation().shardId(),
          graphs.missing().get(i),
          part -> {
            progress.percent(GRAPHED * (before + part) / graphs.missing().size());
            owner(progress.operation());
          });
    }
    if (!graphs.isEmpty()) {
      indexSwitch.announce(shard, slot, owner.projectId());
      drop(shard, graphs.obsolete());
    }
    if (round == GraphRound.ALL) {
      IndexBuilds.noteGraphs(shard, slot);
    } else {
      IndexBuilds.noteValueGraphs(shard, slot);
    }
  }

  private static boolean servesByGraph(Connection shard, int slot) throws SQLException {
    return Sql.exists(
        shard, "SELECT 1 FROM projects WHERE slot = ? AND vector_index = 'hnsw'", slot);
  }

  /** What an interrupted build left; it would be written to for ever. */
  private static void removeLeftovers(Connection shard, int slot) throws SQLException {
    drop(shard, Sql.list(shard, LEFTOVERS, row -> row.getString(1), slot, slot, slot));
  }

  private static void drop(Connection shard, List<String> names) throws SQLException {
    for (String name : names) {
      Sql.execute(shard, "DROP INDEX CONCURRENTLY IF EXISTS " + name);
    }
  }

  /** Returns whose own slot it is; ends the operation when the project is being removed. */
  private Optional<ProjectSettings> owner(Operation operation) {
    if (operation.projectId() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        catalog
            .read(c -> CatalogProjects.find(c, operation.projectId()))
            .filter(p -> p.state() == ProjectState.ACTIVE)
            .orElseThrow(() -> new OperationFailedException("the project is being removed"))
            .settings());
  }
}
