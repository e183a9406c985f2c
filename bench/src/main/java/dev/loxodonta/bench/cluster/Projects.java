package dev.loxodonta.bench.cluster;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.ingest.v1.DeleteMemoriesRequest;
import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.LoadMemoriesRequest;
import dev.loxodonta.ingest.v1.MemoryIds;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.ingest.v1.WrittenMemory;
import dev.loxodonta.router.v1.CreateProjectRequest;
import dev.loxodonta.router.v1.GetOperationRequest;
import dev.loxodonta.router.v1.GetProjectRequest;
import dev.loxodonta.router.v1.GetProjectStatsRequest;
import dev.loxodonta.router.v1.GetTopologyRequest;
import dev.loxodonta.router.v1.IsolateProjectRequest;
import dev.loxodonta.router.v1.OperationState;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.router.v1.RebuildIndexesRequest;
import dev.loxodonta.type.v1.EmbeddingSpace;
import dev.loxodonta.type.v1.Memory;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/** Makes and fills projects through the services. Used by one thread. */
public final class Projects {

  private static final String MADE_MODEL = "made-for-the-bench";
  private static final String BUILT_IN_MODEL = "all-minilm-l6-v2";
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final int EMBEDDED_AT_ONCE = 500;
  private static final long EMBEDDING_PROJECT = 7_600_000;

  private final ClusterClient client;

  /** Works over a connection, which stays the caller's. */
  public Projects(ClusterClient client) {
    this.client = client;
  }

  /** Makes a project whose vectors come from the caller; nothing happens when it is there. */
  public void create(long projectId, String name, int dimensions) {
    create(projectId, name, MADE_MODEL, dimensions);
  }

  /** Makes a project with the built-in model; nothing happens when it is there. */
  public void createWithModel(long projectId, String name) {
    create(projectId, name, BUILT_IN_MODEL, 384);
  }

  private void create(long projectId, String name, String model, int dimensions) {
    EmbeddingSpace space =
        EmbeddingSpace.newBuilder().setModel(model).setDimensions(dimensions).build();
    Project project =
        Project.newBuilder()
            .setProjectId(projectId)
            .setDisplayName(name)
            .setEmbeddingSpace(space)
            .build();
    client.projects().createProject(CreateProjectRequest.newBuilder().setProject(project).build());
  }

  /** Returns how many memories a project holds. */
  public long count(long projectId) {
    return client
        .projects()
        .getProjectStats(GetProjectStatsRequest.newBuilder().setProjectId(projectId).build())
        .getMemories();
  }

  /**
   * Fills an empty project; a full one stays as it is.
   *
   * @param memory makes the memory of a number from 0 on
   * @throws IllegalStateException when it holds another number of memories
   */
  public void fill(long projectId, int count, IntFunction<Memory> memory) {
    long present = count(projectId);
    if (present == 0) {
      MemoryLoader.load(client, projectId, count, memory);
    } else if (present != count) {
      throw new IllegalStateException(
          "project %d holds %d memories and should be empty or hold %d: use another folder"
              .formatted(projectId, present, count));
    }
  }

  /** Loads messages that were made before, in one transaction. */
  public void load(List<LoadMemoriesRequest> messages) {
    MemoryLoader.load(client, messages.iterator());
  }

  /** Writes a batch in one transaction. */
  public void write(long projectId, List<Memory> memories) {
    client
        .memories()
        .writeMemories(
            WriteMemoriesRequest.newBuilder()
                .setProjectId(projectId)
                .addAllMemories(memories)
                .build());
  }

  /** Gives a project a slot and indexes of its own and waits for them. */
  public void isolate(long projectId) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    requestIsolation(projectId);
    while (!isIndexed(projectId)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "project %d has no index after %s".formatted(projectId, PATIENCE));
      }
      WholeMap.pause();
    }
  }

  private void requestIsolation(long projectId) {
    if (isIndexed(projectId)) {
      return;
    }
    try {
      client
          .cluster()
          .isolateProject(IsolateProjectRequest.newBuilder().setProjectId(projectId).build());
    } catch (StatusRuntimeException e) {
      // The router may have been faster; then it is there or on its way.
      if (e.getStatus().getCode() != Status.Code.FAILED_PRECONDITION) {
        throw e;
      }
    }
  }

  /**
   * Has worn indexes of all slots built anew, as the router does by itself within minutes, so that
   * it falls into no measurement; waits for it.
   */
  public void mendIndexes() {
    int slots =
        client
            .topology()
            .getTopology(GetTopologyRequest.getDefaultInstance())
            .getTopology()
            .getSlotCount();
    for (int slot = 0; slot < slots; slot++) {
      String operation =
          client
              .cluster()
              .rebuildIndexes(
                  RebuildIndexesRequest.newBuilder().setSlot(slot).setOnlyDegraded(true).build())
              .getOperation()
              .getOperationId();
      while (isRunning(operation)) {
        WholeMap.pause();
      }
    }
  }

  private boolean isRunning(String operation) {
    return client
            .cluster()
            .getOperation(GetOperationRequest.newBuilder().setOperationId(operation).build())
            .getOperation()
            .getState()
        == OperationState.OPERATION_STATE_RUNNING;
  }

  /** Returns the slot that a project lives in. */
  public int slot(long projectId) {
    return client
        .projects()
        .getProject(GetProjectRequest.newBuilder().setProjectId(projectId).build())
        .getProject()
        .getSlot();
  }

  private boolean isIndexed(long projectId) {
    boolean isolated =
        client
            .projects()
            .getProject(GetProjectRequest.newBuilder().setProjectId(projectId).build())
            .getProject()
            .getIsolated();
    return isolated
        && !client
            .projects()
            .getProjectStats(GetProjectStatsRequest.newBuilder().setProjectId(projectId).build())
            .getVectorIndex()
            .isEmpty();
  }

  /** Embeds texts with the model that is built into the service, at about 1,000 per second. */
  public float[][] embed(List<String> texts) {
    createWithModel(EMBEDDING_PROJECT, "embedding");
    float[][] vectors = new float[texts.size()][];
    for (int from = 0; from < vectors.length; from += EMBEDDED_AT_ONCE) {
      List<String> batch = texts.subList(from, Math.min(vectors.length, from + EMBEDDED_AT_ONCE));
      List<Memory> embedded = embedBatch(batch);
      for (int i = 0; i < batch.size(); i++) {
        vectors[from + i] = toArray(embedded.get(i).getEmbeddingList());
      }
    }
    return vectors;
  }

  private List<Memory> embedBatch(List<String> batch) {
    WriteMemoriesRequest.Builder write =
        WriteMemoriesRequest.newBuilder().setProjectId(EMBEDDING_PROJECT);
    batch.forEach(text -> write.addMemories(Memory.newBuilder().setContent(text)));
    List<String> ids =
        client.memories().writeMemories(write.build()).getMemoriesList().stream()
            .map(WrittenMemory::getId)
            .toList();
    List<Memory> embedded =
        client
            .memories()
            .getMemories(
                GetMemoriesRequest.newBuilder()
                    .setProjectId(EMBEDDING_PROJECT)
                    .addAllIds(ids)
                    .setIncludeEmbedding(true)
                    .build())
            .getMemoriesList();
    client
        .memories()
        .deleteMemories(
            DeleteMemoriesRequest.newBuilder()
                .setProjectId(EMBEDDING_PROJECT)
                .setIds(MemoryIds.newBuilder().addAllIds(ids))
                .build());
    return embedded;
  }

  private static float[] toArray(List<Float> numbers) {
    float[] array = new float[numbers.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = numbers.get(i);
    }
    return array;
  }
}
