package dev.loxodonta.cli.client;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.loxodonta.cli.terminal.Table;
import dev.loxodonta.router.v1.GetProjectStatsRequest;
import dev.loxodonta.router.v1.GetProjectStatsResponse;
import dev.loxodonta.router.v1.GetTopologyRequest;
import dev.loxodonta.router.v1.ListOperationsRequest;
import dev.loxodonta.router.v1.ListProjectsRequest;
import dev.loxodonta.router.v1.ListProjectsResponse;
import dev.loxodonta.router.v1.Node;
import dev.loxodonta.router.v1.Operation;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.router.v1.Shard;
import dev.loxodonta.router.v1.Slot;
import dev.loxodonta.router.v1.Topology;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The state of a cluster as tables: nodes, projects, operations. */
public final class ClusterReport {

  private static final int OPERATIONS = 20;

  private final ClusterClient client;

  /** Takes the connection, which stays the caller's. */
  public ClusterReport(ClusterClient client) {
    this.client = client;
  }

  /**
   * Asks the services and returns the tables.
   *
   * @throws StatusRuntimeException when the router does not answer
   */
  public String text() {
    Topology map =
        client.topology().getTopology(GetTopologyRequest.getDefaultInstance()).getTopology();
    StringBuilder text = new StringBuilder();
    text.append(
        "Map %d: %d slots on %d shards\n\n"
            .formatted(map.getEpoch(), map.getSlotsCount(), map.getShardsCount()));
    text.append(nodes(map)).append('\n').append(projects(map));
    Table operations = operations();
    return operations.isEmpty() ? text.toString() : text.append('\n').append(operations).toString();
  }

  private static Table nodes(Topology map) {
    Table table = new Table("NODE", "ADDRESS", "ROLE", "HEALTH", "LSN", "LAG");
    for (Shard shard : map.getShardsList()) {
      for (Node node : shard.getNodesList()) {
        table.row(
            node.getName(),
            node.getHost() + ":" + node.getPort(),
            word(node.getRole(), "NODE_ROLE_"),
            word(node.getHealth(), "NODE_HEALTH_"),
            node.getLsn(),
            node.hasLag() ? lag(node) : "unknown");
      }
    }
    return table;
  }

  private static String lag(Node node) {
    return Duration.ofNanos(Durations.toNanos(node.getLag())).toMillis() + " ms";
  }

  private Table projects(Topology map) {
    Map<Integer, Integer> shardBySlot =
        map.getSlotsList().stream().collect(Collectors.toMap(Slot::getSlot, Slot::getShardId));
    Table table = new Table("PROJECT", "NAME", "SHARD", "SLOT", "MEMORIES", "VECTORS", "INDEX");
    for (Project project : allProjects()) {
      String slot = project.getSlot() + (project.getIsolated() ? " (own)" : "");
      Object shard = shardBySlot.getOrDefault(project.getSlot(), 0);
      try {
        GetProjectStatsResponse stats = stats(project.getProjectId());
        String index = stats.getVectorIndex().isEmpty() ? "exact scan" : stats.getVectorIndex();
        table.row(
            project.getProjectId(),
            project.getDisplayName(),
            shard,
            slot,
            String.format(Locale.ROOT, "%,d", stats.getMemories()),
            String.format(Locale.ROOT, "%,d", stats.getVectors()),
            index);
      } catch (StatusRuntimeException e) {
        String code = e.getStatus().getCode().name();
        table.row(
            project.getProjectId(), project.getDisplayName(), shard, slot, code, code, "unknown");
      }
    }
    return table;
  }

  private List<Project> allProjects() {
    List<Project> projects = new ArrayList<>();
    String pageToken = "";
    do {
      ListProjectsResponse page =
          client
              .projects()
              .listProjects(ListProjectsRequest.newBuilder().setPageToken(pageToken).build());
      projects.addAll(page.getProjectsList());
      pageToken = page.getNextPageToken();
    } while (!pageToken.isEmpty());
    return projects;
  }

  private GetProjectStatsResponse stats(long projectId) {
    return client
        .projects()
        .getProjectStats(GetProjectStatsRequest.newBuilder().setProjectId(projectId).build());
  }

  private Table operations() {
    Table table =
        new Table("OPERATION", "PROJECT", "STATE", "STEP", "DONE", "WRITE PAUSE", "STARTED");
    client
        .cluster()
        .listOperations(ListOperationsRequest.newBuilder().setPageSize(OPERATIONS).build())
        .getOperationsList()
        .forEach(operation -> addTo(table, operation));
    return table;
  }

  private static void addTo(Table table, Operation operation) {
    table.row(
        operation.getKind(),
        operation.getProjectId(),
        word(operation.getState(), "OPERATION_STATE_"),
        operation.getStep(),
        String.format(Locale.ROOT, "%.0f %%", operation.getPercent()),
        operation.getWritePauseMillis() + " ms",
        Timestamps.toString(operation.getCreatedAt()));
  }

  private static String word(Enum<?> value, String prefix) {
    return value.name().replace(prefix, "").toLowerCase(Locale.ROOT);
  }
}
