package dev.loxodonta.router.testing;

import dev.loxodonta.router.v1.Placement;
import dev.loxodonta.router.v1.Topology;
import dev.loxodonta.topology.SlotHash;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.postgresql.util.PSQLException;

/**
 * Writes, changes and deletes memories, supersedes facts and puts documents as ingest does: in
 * transactions that begin with the fence, by the map that it last saw, as the services' role. Keeps
 * the model of what must be there. Seeded.
 */
public final class FencedWriter implements AutoCloseable {

  private final TestRouter router;
  private final Connection connection;
  private final long projectId;
  private final int dimensions;
  private final Random random;
  private final Map<UUID, Long> versions = new TreeMap<>();
  private final Map<UUID, Integer> documents = new TreeMap<>();
  private final Map<String, UUID> facts = new TreeMap<>();
  private final List<UUID> ids = new ArrayList<>();
  private Topology map;
  private int refusals;
  private Duration longestWrite = Duration.ZERO;

  public FencedWriter(
      TestRouter router, TestCluster cluster, int shard, long projectId, int dimensions, long seed)
      throws SQLException {
    this.router = router;
    this.projectId = projectId;
    this.dimensions = dimensions;
    this.random = new Random(seed);
    this.map = router.topology();
    this.connection =
        DriverManager.getConnection(
            cluster.shard(shard).primary().jdbcUrl("loxodonta"),
            "loxo_service",
            TestCluster.SERVICE_PASSWORD);
    connection.setAutoCommit(false);
  }

  /** Makes one random change, trying again as long as the fence refuses it. */
  public void step() throws SQLException {
    int choice = random.nextInt(13);
    if (choice == 10) {
      putDocument();
      return;
    }
    if (choice > 10) {
      putValue("fact " + System.identityHashCode(this) + "/" + random.nextInt(2));
      return;
    }
    if (ids.isEmpty() || choice < 5) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      write(
          "INSERT INTO memories (slot, project_id, id, content, embedding) VALUES (?, ?, ?, 'text', '%s')"
              .formatted(vector()),
          id);
      versions.put(id, 1L);
      ids.add(id);
    } else if (choice < 8) {
      UUID id = ids.get(random.nextInt(ids.size()));
      write(
          "UPDATE memories SET version = version + 1, updated_at = clock_timestamp(), content ="
              + " 'new text' WHERE slot = ? AND project_id = ? AND id = ?",
          id);
      versions.merge(id, 1L, Long::sum);
    } else if (choice < 9) {
      UUID id = ids.remove(random.nextInt(ids.size()));
      write("DELETE FROM memories WHERE slot = ? AND project_id = ? AND id = ?", id);
      versions.remove(id);
    } else {
      UUID id = ids.get(random.nextInt(ids.size()));
      write(
          "INSERT INTO memory_stats AS m (slot, project_id, memory_id, access_count, last_accessed)"
              + " VALUES (?, ?, ?, 1, now()) ON CONFLICT (slot, project_id, memory_id) DO UPDATE"
              + " SET access_count = m.access_count + 1",
          id);
    }
  }

  /** Writes many memories at once. */
  public void load(int rows) throws SQLException {
    for (int i = 0; i < rows; i++) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      versions.put(id, 1L);
      ids.add(id);
    }
    List<UUID> loaded = ids.subList(ids.size() - rows, ids.size());
    fence();
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO memories (slot, project_id, id, content, embedding) VALUES (?, ?, ?, ?,"
                + " ?::halfvec)")) {
      for (UUID id : loaded) {
        insert.setInt(1, slot());
        insert.setLong(2, projectId);
        insert.setObject(3, id);
        insert.setString(4, "memory " + id);
        insert.setString(5, vector());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    connection.commit();
  }

  public Map<UUID, Long> versions() {
    return versions;
  }

  /** Returns how many chunks each document must have. */
  public Map<UUID, Integer> documents() {
    return documents;
  }

  public int refusals() {
    return refusals;
  }

  public Duration longestWrite() {
    return longestWrite;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** Puts a document, half of the time in the place of one that is there, with other chunks. */
  public void putDocument() throws SQLException {
    boolean again = !documents.isEmpty() && random.nextBoolean();
    UUID id =
        again
            ? List.copyOf(documents.keySet()).get(random.nextInt(documents.size()))
            : new UUID(random.nextLong(), random.nextLong());
    int chunks = 1 + random.nextInt(5);
    attemptUntilDone(() -> putDocument(id, chunks));
    documents.put(id, chunks);
  }

  private void putDocument(UUID id, int chunks) throws SQLException {
    update(
        "INSERT INTO documents AS d (slot, project_id, id, content_hash, second_embedding) VALUES"
            + " (?, ?, ?, sha256(''), '[1]') ON CONFLICT (slot, project_id, id) DO UPDATE SET"
            + " version = d.version + 1, updated_at = clock_timestamp(),"
            + " second_embedding = ('[' || d.version + 1 || ']')::halfvec",
        id);
    update("DELETE FROM chunks WHERE slot = ? AND project_id = ? AND document_id = ?", id);
    for (int i = 0; i < chunks; i++) {
      update(
          "INSERT INTO chunks (slot, project_id, document_id, id, chunk_index, token_count,"
              + " content,"
              + " embedding) VALUES (?, ?, ?, gen_random_uuid(), %d, 1, 'chunk', '%s')"
                  .formatted(i, vector()),
          id);
    }
    update(
        "INSERT INTO document_stats (slot, project_id, document_id, chunk_count) VALUES (?, ?, ?,"
            + " %1$d) ON CONFLICT (slot, project_id, document_id) DO UPDATE SET chunk_count = %1$d"
                .formatted(chunks),
        id);
  }

  /** Supersedes the current value of a fact key of this writer's own. */
  private void putValue(String key) throws SQLException {
    UUID id = new UUID(random.nextLong(), random.nextLong());
    UUID current = facts.get(key);
    attemptUntilDone(
        () -> {
          if (current != null) {
            update(
                "UPDATE memories SET version = version + 1, updated_at = clock_timestamp(),"
                    + " superseded_at = clock_timestamp(), replaced_from = clock_timestamp()"
                    + " WHERE slot = ? AND project_id = ? AND id = ?",
                current);
          }
          update(
              "INSERT INTO memories (slot, project_id, id, content, fact_key) VALUES (?, ?, ?,"
                  + " 'value', '%s')".formatted(key),
              id);
        });
    versions.computeIfPresent(current == null ? id : current, (k, version) -> version + 1);
    versions.put(id, 1L);
    facts.put(key, id);
  }

  private int update(String sql, UUID id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, slot());
      statement.setLong(2, projectId);
      statement.setObject(3, id);
      return statement.executeUpdate();
    }
  }

  private void write(String sql, UUID id) throws SQLException {
    attemptUntilDone(
        () -> {
          if (update(sql, id) != 1) {
            throw new IllegalStateException(id + " was lost: " + sql);
          }
        });
  }

  private interface Change {
    void run() throws SQLException;
  }

  private void attemptUntilDone(Change change) throws SQLException {
    long start = System.nanoTime();
    while (!attempt(change)) {
      refusals++;
      map = router.topology();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    longestWrite = took.compareTo(longestWrite) > 0 ? took : longestWrite;
  }

  private boolean attempt(Change change) throws SQLException {
    try {
      fence();
      change.run();
      connection.commit();
      return true;
    } catch (PSQLException e) {
      connection.rollback();
      if (!"LX001".equals(e.getSQLState())) {
        throw e;
      }
      return false;
    }
  }

  private void fence() throws SQLException {
    try (PreparedStatement fence = connection.prepareStatement("SELECT loxo_fence(?, ?, ?)")) {
      fence.setLong(1, projectId);
      fence.setInt(2, slot());
      fence.setLong(3, epoch());
      fence.execute();
    }
  }

  private int slot() {
    return map.getPlacementsList().stream()
        .filter(p -> p.getProjectId() == projectId)
        .map(Placement::getSlot)
        .findFirst()
        .orElseGet(() -> SlotHash.slotOf(projectId, map.getSlotCount()));
  }

  private long epoch() {
    int slot = slot();
    return map.getSlotsList().stream()
        .filter(s -> s.getSlot() == slot)
        .findFirst()
        .orElseThrow()
        .getEpoch();
  }

  private String vector() {
    return random
        .doubles(dimensions)
        .mapToObj(d -> String.format(Locale.ROOT, "%.3f", d))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
