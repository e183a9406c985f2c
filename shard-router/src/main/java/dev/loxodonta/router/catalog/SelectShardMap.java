package dev.loxodonta.router.catalog;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeRole;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.ShardMap;
import dev.loxodonta.topology.Slot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.intellij.lang.annotations.Language;

/** Reads the whole map; to be run on one snapshot. Five statements, each over a small table. */
public final class SelectShardMap {

  @Language("SQL")
  private static final String CLUSTER = "SELECT epoch, slot_count FROM catalog.cluster";

  @Language("SQL")
  private static final String SHARDS =
      "SELECT shard_id, name FROM catalog.shards ORDER BY shard_id";

  @Language("SQL")
  private static final String NODES =
      """
      SELECT n.shard_id, n.node_id, n.name, n.host, n.port, s.database,
             COALESCE(h.role, 'unknown') AS role, COALESCE(h.up, true) AS up
      FROM catalog.nodes n
      JOIN catalog.shards s USING (shard_id)
      LEFT JOIN catalog.node_health h USING (node_id)
      ORDER BY n.node_id
      """;

  @Language("SQL")
  private static final String SLOTS = "SELECT slot, shard_id, epoch FROM catalog.slots";

  @Language("SQL")
  private static final String PLACEMENTS = "SELECT project_id, slot FROM catalog.placements";

  @Language("SQL")
  private static final String UNFINISHED =
      """
      SELECT 1 FROM catalog.shards s
      WHERE s.ready_at IS NULL AND EXISTS (SELECT FROM catalog.slots o WHERE o.shard_id = s.shard_id)
      """;

  private record Placed(int shardId, Node node) {}

  private SelectShardMap() {}

  /** Returns the map, or nothing before the cluster was made. */
  public static Optional<ShardMap> run(Connection connection) throws SQLException {
    record Head(long epoch, int slotCount) {}
    Optional<Head> head =
        Sql.first(connection, CLUSTER, row -> new Head(row.getLong(1), row.getInt(2)));
    if (head.isEmpty()) {
      return Optional.empty();
    }
    Map<Integer, Slot> slots =
        Sql.list(connection, SLOTS, SelectShardMap::toSlot).stream()
            .collect(toMap(Slot::slot, Function.identity()));
    Map<Long, Integer> placements = new HashMap<>();
    Sql.list(connection, PLACEMENTS, row -> placements.put(row.getLong(1), row.getInt(2)));
    return Optional.of(
        new ShardMap(
            head.get().epoch(), head.get().slotCount(), shards(connection), slots, placements));
  }

  /** Returns whether every shard that holds slots was set up once. */
  public static boolean isComplete(Connection connection) throws SQLException {
    return !Sql.exists(connection, UNFINISHED);
  }

  private static Map<Integer, Shard> shards(Connection connection) throws SQLException {
    Map<Integer, List<Placed>> nodes =
        Sql.list(connection, NODES, SelectShardMap::toNode).stream()
            .collect(groupingBy(Placed::shardId));
    return Sql.list(connection, SHARDS, row -> toShard(row, nodes)).stream()
        .collect(toMap(Shard::shardId, Function.identity()));
  }

  private static Shard toShard(ResultSet row, Map<Integer, List<Placed>> nodes)
      throws SQLException {
    int shardId = row.getInt("shard_id");
    return new Shard(
        shardId,
        row.getString("name"),
        nodes.getOrDefault(shardId, List.of()).stream().map(Placed::node).toList());
  }

  private static Placed toNode(ResultSet row) throws SQLException {
    return new Placed(
        row.getInt("shard_id"),
        new Node(
            row.getInt("node_id"),
            row.getString("name"),
            row.getString("host"),
            row.getInt("port"),
            row.getString("database"),
            NodeRole.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
            row.getBoolean("up")));
  }

  private static Slot toSlot(ResultSet row) throws SQLException {
    return new Slot(row.getInt("slot"), row.getInt("shard_id"), row.getLong("epoch"));
  }
}
