package dev.loxodonta.router.shard;

import com.zaxxer.hikari.HikariDataSource;
import dev.loxodonta.router.config.ClusterConfig;
import dev.loxodonta.router.health.NodeFigures;
import dev.loxodonta.router.jdbc.Server;
import dev.loxodonta.router.jdbc.SqlFailures;
import dev.loxodonta.router.jdbc.SqlWork;
import dev.loxodonta.router.jdbc.Transactions;
import dev.loxodonta.router.topology.MapBoard;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeRole;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.ShardMap;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Connections to the primaries of the shards, as the owner of the tables. Thread-safe. */
@Singleton
public final class ShardConnections {

  private static final int MAX_CONNECTIONS = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ClusterConfig config;
  private final MapBoard board;
  private final PrimaryFinder finder;
  private final Map<Server, HikariDataSource> pools = new ConcurrentHashMap<>();

  ShardConnections(ClusterConfig config, MapBoard board, PrimaryFinder finder) {
    this.config = config;
    this.board = board;
    this.finder = finder;
  }

  /** Runs short work in a transaction on the shard's primary. */
  public <T> T transact(int shardId, SqlWork<T> work) {
    return use(shardId, connection -> Transactions.run(connection, work));
  }

  /** Runs short work on the shard's primary, each statement in a transaction of its own. */
  public <T> T use(int shardId, SqlWork<T> work) {
    try (Connection connection = pool(primary(shardId)).getConnection()) {
      return work.run(connection);
    } catch (SQLException e) {
      throw SqlFailures.onShard(e, shardId);
    }
  }

  /** Does what a duty has to do on a shard; one that cannot be reached has to wait for its turn. */
  public static void unlessUnavailable(Runnable work) {
    try {
      work.run();
    } catch (ServiceException e) {
      if (e.reason() != ErrorReason.SHARD_UNAVAILABLE) {
        throw e;
      }
    }
  }

  /** Opens a connection for long work on the shard's primary; the caller closes it. */
  public Connection open(int shardId) {
    try {
      return server(primary(shardId)).connect("loxodonta-router-work", Duration.ZERO);
    } catch (SQLException e) {
      throw SqlFailures.onShard(e, shardId);
    }
  }

  /**
   * Returns the node of the shard that takes writes.
   *
   * @throws ServiceException SHARD_UNAVAILABLE when there is none
   */
  public Node primary(int shardId) {
    Shard shard = shard(shardId);
    Map<Integer, NodeFigures> figures = board.figures();
    List<Node> known =
        shard.nodes().stream().filter(n -> isLivePrimary(figures.get(n.nodeId()))).toList();
    if (!known.isEmpty()) {
      return known.get(0);
    }
    return find(shard).orElseThrow(() -> ServiceException.shardUnavailable(shardId, null));
  }

  /** Returns the node that takes writes by asking all of them now. */
  public Optional<Node> find(Shard shard) {
    return finder.find(shard.nodes());
  }

  /** Returns the shard's database on a node, with the owner's login. */
  public Server server(Node node) {
    return new Server(node.host() + ":" + node.port(), node.database(), config.admin());
  }

  @PreDestroy
  void close() {
    pools.values().forEach(HikariDataSource::close);
  }

  private Shard shard(int shardId) {
    ShardMap map =
        board
            .map()
            .orElseThrow(() -> ServiceException.of(ErrorReason.TOPOLOGY_UNKNOWN, "no map yet"));
    Shard shard = map.shards().get(shardId);
    if (shard == null) {
      throw new IllegalStateException("there is no shard " + shardId);
    }
    return shard;
  }

  private static boolean isLivePrimary(@Nullable NodeFigures figures) {
    return figures != null && figures.role() == NodeRole.PRIMARY && figures.up();
  }

  private HikariDataSource pool(Node node) {
    return pools.computeIfAbsent(server(node), s -> s.pool(node.name(), MAX_CONNECTIONS, PATIENCE));
  }
}
