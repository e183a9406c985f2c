package dev.loxodonta.router.index;

import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.jdbc.SqlFailures;
import dev.loxodonta.router.operation.OperationFailedException;
import dev.loxodonta.router.operation.OperationMachine;
import dev.loxodonta.router.operation.OperationProgress;
import dev.loxodonta.router.project.CatalogProject;
import dev.loxodonta.router.project.CatalogProjects;
import dev.loxodonta.router.project.IndexChange;
import dev.loxodonta.router.project.ProjectSettings;
import dev.loxodonta.router.project.ProjectState;
import dev.loxodonta.router.project.Rebuilding;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.slot.OwnSlotIndexes;
import dev.loxodonta.router.slot.ProjectRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives a project with a slot of its own the kind of vector index that its settings and its tier
 * name, or none: builds it beside the old one while the project is searched and written to, changes
 * over, and drops the old one in the same transaction; then the text index that its settings name
 * ({@link TextIndexChange}). The slot's epoch is raised, so that whoever planned with the old kind
 * plans anew. Every step may be run again; a kind that was changed meanwhile is built next.
 */
@Singleton
public final class ChangeIndex implements OperationMachine {

  private static final String BUILD = "build-index";
  private static final String SWITCH = "switch";
  private static final String PUBLISH = "publish";
  private static final double BUILT = 95;
  private static final long WAIT_MILLIS = 300;
  private static final int MAX_ATTEMPTS = 3;

  private final CatalogDatabase catalog;
  private final ShardConnections shards;
  private final IndexBuilder builder;
  private final IndexSwitch indexSwitch;
  private final TextIndexChange texts;
  private final IsolationConfig config;

  ChangeIndex(
      CatalogDatabase catalog,
      ShardConnections shards,
      IndexBuilder builder,
      IndexSwitch indexSwitch,
      TextIndexChange texts,
      IsolationConfig config) {
    this.catalog = catalog;
    this.shards = shards;
    this.builder = builder;
    this.indexSwitch = indexSwitch;
    this.texts = texts;
    this.config = config;
  }

  @Override
  public String kind() {
    return IndexChange.KIND;
  }

  @Override
  public void run(OperationProgress progress) throws SQLException, InterruptedException {
    long projectId = progress.operation().projectId();
    while (catalog.read(c -> Rebuilding.isUnderWay(c, projectId))) {
      progress.percent(0);
      Thread.sleep(WAIT_MILLIS);
    }
    Optional<Integer> slot = project(projectId).ownSlot();
    if (slot.isEmpty()) {
      return;
    }
    try (Connection shard = shards.open(progress.operation().shardId())) {
      change(shard, slot.get(), progress);
      progress.begin(PUBLISH, 99);
      indexSwitch.publish(shard, slot.get(), projectId);
    }
  }

  private void change(Connection shard, int slot, OperationProgress progress)
      throws SQLException, InterruptedException {
    CatalogProject wanted = project(progress.operation().projectId());
    while (!isThere(shard, slot, wanted)
        || !TextIndexChange.isThere(shard, slot, wanted.settings())) {
      try {
        if (!isThere(shard, slot, wanted)) {
          changeVectors(shard, slot, wanted, progress);
        }
        changeTexts(shard, slot, wanted.settings(), progress);
      } catch (SQLException e) {
        failForGood(shard, slot, wanted, progress, e);
      }
      wanted = project(progress.operation().projectId());
    }
  }

  private void changeVectors(
      Connection shard, int slot, CatalogProject wanted, OperationProgress progress)
      throws SQLException, InterruptedException {
    if (wanted.servedKind().isPresent()) {
      build(shard, slot, wanted.settings(), wanted.servedKind().get(), progress);
    }
    progress.begin(SWITCH, BUILT);
    indexSwitch.run(shard, slot, wanted.settings().projectId(), wanted.servedKind());
  }

  private void changeTexts(
      Connection shard, int slot, ProjectSettings wanted, OperationProgress progress)
      throws SQLException, InterruptedException {
    if (!TextIndexChange.isThere(shard, slot, wanted)) {
      progress.begin(BUILD, 0);
      texts.run(
          shard,
          progress.operation().shardId(),
          slot,
          wanted,
          part -> {
            progress.percent(BUILT * part);
            project(wanted.projectId());
          });
    }
  }

  private static boolean isThere(Connection shard, int slot, CatalogProject wanted)
      throws SQLException {
    String served =
        Sql.first(
                shard,
                "SELECT COALESCE(vector_index, '') FROM projects WHERE project_id = ?",
                row -> row.getString(1),
                wanted.settings().projectId())
            .orElse("");
    Optional<VectorIndexKind> kind = wanted.servedKind();
    boolean none = kind.isEmpty() || kind.get().learns() && ProjectRows.vectors(shard, slot) == 0;
    return served.equals(none ? "" : kind.get().key());
  }

  private void build(
      Connection shard,
      int slot,
      ProjectSettings wanted,
      VectorIndexKind kind,
      OperationProgress progress)
      throws SQLException, InterruptedException {
    progress.begin(BUILD, 0);
    long vectors = ProjectRows.vectors(shard, slot);
    IndexBuilder.limit(
        shard,
        OwnSlotIndexes.megabytes(vectors, wanted.dimensions(), config.maxMaintenanceMemory()),
        config.maxWorkers());
    OwnSlotIndexes.prepare(shard, kind);
    List<OwnSlotIndexes.Index> indexes = indexes(shard, slot, wanted, kind, vectors);
    for (int i = 0; i < indexes.size(); i++) {
      int before = i;
      builder.buildConcurrently(
          shard,
          progress.operation().shardId(),
          indexes.get(i),
          part -> {
            progress.percent(BUILT * (before + part) / indexes.size());
            project(wanted.projectId());
          });
    }
    IndexBuilds.noteGraphs(shard, slot);
  }

  private List<OwnSlotIndexes.Index> indexes(
      Connection shard, int slot, ProjectSettings wanted, VectorIndexKind kind, long vectors)
      throws SQLException {
    List<OwnSlotIndexes.Index> indexes = new ArrayList<>();
    OwnSlotIndexes.ofVectors(slot, wanted.dimensions(), wanted.metric(), kind, vectors)
        .ifPresent(indexes::add);
    indexes.addAll(
        OwnSlotIndexes.filterGraphs(
            shard, slot, wanted.dimensions(), wanted.metric(), kind, config.maxFilterGraphs()));
    return indexes;
  }

  private void failForGood(
      Connection shard,
      int slot,
      CatalogProject wanted,
      OperationProgress progress,
      SQLException failure)
      throws SQLException {
    if (SqlFailures.isTransient(failure) || progress.operation().attempts() < MAX_ATTEMPTS) {
      throw failure;
    }
    if (isThere(shard, slot, wanted)) {
      texts.remove(shard, slot, wanted.settings());
    } else if (wanted.servedKind().isPresent()) {
      String index = wanted.servedKind().get().index(slot);
      Sql.execute(shard, "DROP INDEX CONCURRENTLY IF EXISTS " + index);
    }
    throw new OperationFailedException(
        "step " + progress.operation().step() + " failed: " + failure.getMessage());
  }

  private CatalogProject project(long projectId) {
    return catalog
        .read(c -> CatalogProjects.find(c, projectId))
        .filter(p -> p.state() == ProjectState.ACTIVE)
        .orElseThrow(() -> new OperationFailedException("the project is being removed"));
  }
}
