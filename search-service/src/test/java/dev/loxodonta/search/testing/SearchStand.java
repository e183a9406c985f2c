package dev.loxodonta.search.testing;

import static org.awaitility.Awaitility.await;

import dev.loxodonta.localpostgres.LocalDatabase;
import dev.loxodonta.localpostgres.LocalPostgres;
import dev.loxodonta.localpostgres.LocalReplica;
import dev.loxodonta.postgres.ShardSchema;
import dev.loxodonta.router.v1.Node;
import dev.loxodonta.router.v1.NodeHealth;
import dev.loxodonta.router.v1.NodeRole;
import dev.loxodonta.router.v1.Placement;
import dev.loxodonta.router.v1.Shard;
import dev.loxodonta.router.v1.Slot;
import dev.loxodonta.router.v1.Topology;
import dev.loxodonta.search.v1.SearchServiceGrpc;
import dev.loxodonta.service.RunningService;
import dev.loxodonta.topology.SlotHash;
import dev.loxodonta.topology.TopologyClient;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A shard of one primary, a map of {@value #SLOTS} shared slots, and the search service in front of
 * it. Started once per JVM; a replica joins when a test asks for one.
 */
public final class SearchStand {

  /** How many slots are shared. */
  public static final int SLOTS = 4;

  private static final String PASSWORD = "service";

  private final LocalDatabase database = LocalPostgres.shared().createDatabase();
  private final Map<Long, LocalDatabase> elsewhere = new ConcurrentHashMap<>();
  private final MapServer router = new MapServer();
  private final RerankServer rerankers = new RerankServer();
  private final AtomicLong projects = new AtomicLong();
  private volatile @Nullable LocalReplica replica;
  private final AtomicInteger ownSlots = new AtomicInteger(SLOTS);
  private final RunningService service;
  private final ManagedChannel channel;

  private SearchStand() {
    migrate();
    router.publish(firstMap());
    service = RunningService.start("search-service", null, settings());
    channel =
        NettyChannelBuilder.forAddress("localhost", service.grpcPort())
            .usePlaintext()
            .maxInboundMessageSize(64 << 20)
            .build();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("grpc.server.port", 0);
    settings.put("micronaut.server.port", -1);
    settings.put("loxodonta.router.address", "localhost:" + router.port());
    settings.put("loxodonta.postgres.password", PASSWORD);
    for (String name : List.of("tei", "tei-fragile", "cohere")) {
      String prefix = "loxodonta.search.rerankers." + name + ".";
      settings.put(prefix + "url", rerankers.url(name));
      settings.put(prefix + "kind", name.equals("cohere") ? "COHERE" : "TEI");
      settings.put(prefix + "timeout", "9s");
      settings.put(prefix + "rest", "1h");
    }
    settings.put("loxodonta.search.rerankers.tei.batch-size", 8);
    settings.put("loxodonta.search.rerankers.cohere.model", "rerank-of-theirs");
    settings.put("loxodonta.search.rerankers.cohere.api-key", "sesame");
    settings.put("loxodonta.search.rerankers.cohere.max-characters", 100);
    return settings;
  }

  private static final class Shared {
    private static final SearchStand INSTANCE = new SearchStand();
  }

  /** Returns the stand of this JVM. */
  public static SearchStand shared() {
    return Shared.INSTANCE;
  }

  /** Returns a client. */
  public SearchServiceGrpc.SearchServiceBlockingStub client() {
    return SearchServiceGrpc.newBlockingStub(channel);
  }

  /** Returns the client's channel. */
  public ManagedChannel channel() {
    return channel;
  }

  /** Returns the re-rankers {@code tei}, {@code tei-fragile} and {@code cohere}. */
  public RerankServer rerankers() {
    return rerankers;
  }

  /** Returns the service. */
  public RunningService service() {
    return service;
  }

  /** Returns the shard's database, for statements as its owner. */
  public LocalDatabase database() {
    return database;
  }

  /** Opens a connection as the services do; row security applies. */
  public Connection connectAsService() throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), "loxo_service", PASSWORD);
  }

  /** Makes a project in its shared slot. */
  public TestProject createProject(int dimensions, String metric) {
    return createProject(dimensions, metric, "callers-own");
  }

  /** Makes a project in its shared slot whose texts are embedded by a model. */
  public TestProject createProject(int dimensions, String metric, String model) {
    long id = projects.incrementAndGet();
    int slot = SlotHash.slotOf(id, SLOTS);
    return insert(new TestProject(this, id, slot, dimensions, metric), model);
  }

  /** Makes a project with a slot of its own; indexes come with {@link TestProject#buildIndexes}. */
  public TestProject createOwnSlotProject(int dimensions, String metric) {
    long id = projects.incrementAndGet();
    int slot = ownSlots.getAndIncrement();
    execute("SELECT loxo_create_slot(%d, false)".formatted(slot));
    execute("INSERT INTO slot_owner (slot, epoch) VALUES (%d, 1)".formatted(slot));
    Topology map = router.topology();
    router.publish(
        map.toBuilder()
            .setEpoch(map.getEpoch() + 1)
            .addSlots(Slot.newBuilder().setSlot(slot).setShardId(1).setEpoch(1))
            .addPlacements(Placement.newBuilder().setProjectId(id).setSlot(slot))
            .build());
    return insert(new TestProject(this, id, slot, dimensions, metric), "callers-own");
  }

  /** Makes a project with a slot of its own on a second shard, which is started for the first. */
  public TestProject createProjectElsewhere(int dimensions, String metric, String model) {
    long id = projects.incrementAndGet();
    int slot = ownSlots.getAndIncrement();
    putElsewhere(id, slot, 2, Second.DATABASE);
    return insert(new TestProject(this, id, slot, dimensions, metric), model);
  }

  /** Makes a project with a slot of its own on a shard of another server, which gets the schema. */
  public TestProject createProjectOn(
      int shardId, LocalDatabase server, int dimensions, String metric) {
    long id = projects.incrementAndGet();
    int slot = ownSlots.getAndIncrement();
    migrate(server);
    putElsewhere(id, slot, shardId, server);
    return insert(new TestProject(this, id, slot, dimensions, metric), "callers-own");
  }

  private void putElsewhere(long id, int slot, int shardId, LocalDatabase server) {
    elsewhere.put(id, server);
    server.execute("SELECT loxo_create_slot(%d, false)".formatted(slot));
    server.execute("INSERT INTO slot_owner (slot, epoch) VALUES (%d, 1)".formatted(slot));
    place(id, slot, shardId, "shard-" + shardId, server.name(), server.port());
  }

  /** Returns a project that lives on a shard which does not answer. */
  public long createUnreachableProject() {
    long id = projects.incrementAndGet();
    place(id, ownSlots.getAndIncrement(), 3, "shard-3", "nowhere", 1);
    return id;
  }

  private void place(long id, int slot, int shardId, String name, String database, int port) {
    Topology map = router.topology();
    Topology.Builder changed = map.toBuilder().setEpoch(map.getEpoch() + 1);
    if (map.getShardsList().stream().noneMatch(s -> s.getShardId() == shardId)) {
      changed.addShards(
          Shard.newBuilder()
              .setShardId(shardId)
              .setName(name)
              .setDatabase(database)
              .addNodes(node(10 + shardId, name + "-primary", port, NodeRole.NODE_ROLE_PRIMARY)));
    }
    changed.addSlots(Slot.newBuilder().setSlot(slot).setShardId(shardId).setEpoch(1));
    changed.addPlacements(Placement.newBuilder().setProjectId(id).setSlot(slot));
    router.publish(changed.build());
    TopologyClient heard = service.context().getBean(TopologyClient.class);
    await().until(() -> heard.current().orElseThrow().placements().containsKey(id));
  }

  private static final class Second {
    private static final LocalDatabase DATABASE = start();

    private static LocalDatabase start() {
      LocalDatabase database = LocalPostgres.shared().createDatabase();
      migrate(database);
      return database;
    }
  }

  /** Returns the database that holds a project. */
  LocalDatabase databaseOf(TestProject project) {
    return elsewhere.getOrDefault(project.id(), database);
  }

  /** Adds a streaming replica to the shard; once per JVM. */
  public LocalReplica addReplica() {
    LocalReplica replica = LocalPostgres.shared().replica();
    Topology map = router.topology();
    Shard shard = map.getShards(0);
    if (shard.getNodesCount() == 1) {
      Node node = node(2, "shard-1-replica-1", replica.port(), NodeRole.NODE_ROLE_REPLICA);
      router.publish(
          map.toBuilder()
              .setEpoch(map.getEpoch() + 1)
              .setShards(0, shard.toBuilder().addNodes(node))
              .build());
    }
    this.replica = replica;
    return replica;
  }

  /** Raises a slot's epoch on the shard and in the router, without telling the service. */
  public void raiseEpochSilently(int slot) {
    execute("UPDATE slot_owner SET epoch = epoch + 1 WHERE slot = %d".formatted(slot));
    router.publishSilently(raised(slot));
  }

  /** Raises a slot's epoch on the shard alone, as long as the router has not heard. */
  public void raiseEpochOnShardOnly(int slot, int by) {
    execute("UPDATE slot_owner SET epoch = epoch + %d WHERE slot = %d".formatted(by, slot));
  }

  void execute(String sql) {
    database.execute(sql);
    settle();
  }

  /** Waits until a replica, where there is one, has what was written past the services. */
  void settle() {
    LocalReplica copy = replica;
    if (copy != null) {
      String written = database.execute("SELECT pg_current_wal_flush_lsn()");
      String arrived =
          "SELECT pg_is_wal_replay_paused() OR pg_last_wal_replay_lsn() >= '%s'".formatted(written);
      await().until(() -> "t".equals(copy.execute("postgres", arrived)));
    }
  }

  private TestProject insert(TestProject project, String model) {
    databaseOf(project)
        .execute(
            """
            INSERT INTO projects (project_id, slot, model, dimensions, metric)
            VALUES (%d, %d, '%s', %d, '%s')
            """
                .formatted(
                    project.id(), project.slot(), model, project.dimensions(), project.metric()));
    return project;
  }

  private void migrate() {
    migrate(database);
    for (int slot = 0; slot < SLOTS; slot++) {
      execute("SELECT loxo_create_slot(%d, true)".formatted(slot));
      execute("INSERT INTO slot_owner (slot, epoch) VALUES (%d, 1)".formatted(slot));
    }
  }

  private static void migrate(LocalDatabase database) {
    PGSimpleDataSource owner = new PGSimpleDataSource();
    owner.setUrl(database.jdbcUrl());
    owner.setUser(database.login().user());
    owner.setPassword(database.login().password());
    new ShardSchema(owner).migrate();
    database.execute("ALTER ROLE loxo_service LOGIN PASSWORD '" + PASSWORD + "'");
    // What the router sets.
    database.execute("ALTER ROLE loxo_service SET random_page_cost = 1.1");
  }

  private Topology firstMap() {
    Topology.Builder map = Topology.newBuilder().setEpoch(1).setSlotCount(SLOTS);
    map.addShards(
        Shard.newBuilder()
            .setShardId(1)
            .setName("shard-1")
            .setDatabase(database.name())
            .addNodes(node(1, "shard-1-primary", database.port(), NodeRole.NODE_ROLE_PRIMARY)));
    for (int slot = 0; slot < SLOTS; slot++) {
      map.addSlots(Slot.newBuilder().setSlot(slot).setShardId(1).setEpoch(1));
    }
    return map.build();
  }

  private static Node node(int id, String name, int port, NodeRole role) {
    return Node.newBuilder()
        .setNodeId(id)
        .setName(name)
        .setHost("127.0.0.1")
        .setPort(port)
        .setRole(role)
        .setHealth(NodeHealth.NODE_HEALTH_UP)
        .build();
  }

  private Topology raised(int slot) {
    Topology map = router.topology();
    Topology.Builder changed = map.toBuilder().setEpoch(map.getEpoch() + 1);
    for (Slot.Builder s : changed.getSlotsBuilderList()) {
      if (s.getSlot() == slot) {
        s.setEpoch(s.getEpoch() + 1);
      }
    }
    return changed.build();
  }

  private void close() {
    channel.shutdownNow();
    service.close();
    router.close();
    rerankers.close();
  }
}
