package dev.loxodonta.bench.write;

import dev.loxodonta.bench.cluster.BenchCluster;
import dev.loxodonta.bench.cluster.Projects;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.type.v1.Memory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * StreamMemories, acknowledged item by item, beside a plain client that sends multi-row INSERTs of
 * 100 rows, prepared, each committed before the next, into a table with the same indexes.
 */
public final class StreamRace {

  private static final long PROJECT = 7_710_000;
  private static final int PER_INSERT = 100;
  private static final float IMPORTANCE = 0.5f;

  private StreamRace() {}

  /** Writes the same memories in turns, into empty tables. */
  public static Race run(BenchCluster cluster, int count, int dimensions) {
    Projects projects = new Projects(cluster.client());
    projects.create(PROJECT, "stream", dimensions);
    List<Memory> memories = MadeMemories.of(count - count % PER_INSERT, dimensions);
    List<StreamMemoriesRequest> items = items(memories);
    List<String> vectors =
        memories.stream()
            .map(memory -> Arrays.toString(memory.getEmbeddingList().toArray()))
            .toList();
    try (Connection connection = cluster.connect()) {
      PlainTable table = new PlainTable(connection, projects.slot(PROJECT));
      return Race.run(
          () -> {
            table.empty();
            return insert(connection, table.slot(), memories, vectors);
          },
          () -> {
            table.emptyPartition();
            long start = System.nanoTime();
            AckedStream.send(cluster.client().memoryStreams(), items.iterator());
            return System.nanoTime() - start;
          });
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<StreamMemoriesRequest> items(List<Memory> memories) {
    List<StreamMemoriesRequest> items = new ArrayList<>();
    for (Memory memory : memories) {
      items.add(
          StreamMemoriesRequest.newBuilder()
              .setProjectId(PROJECT)
              .setSequence(items.size() + 1L)
              .setMemory(memory)
              .build());
    }
    return items;
  }

  private static long insert(
      Connection connection, int slot, List<Memory> memories, List<String> vectors) {
    String sql =
        "INSERT INTO %s (%s) VALUES %s"
            .formatted(
                PlainTable.NAME,
                PlainTable.COLUMNS,
                String.join(
                    ", ", Collections.nCopies(PER_INSERT, "(?, ?, ?, 'fact', ?, ?::halfvec, ?)")));
    long start = System.nanoTime();
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int from = 0; from < memories.size(); from += PER_INSERT) {
        int place = 1;
        for (int row = from; row < from + PER_INSERT; row++) {
          insert.setInt(place++, slot);
          insert.setLong(place++, PROJECT);
          insert.setObject(place++, UUID.fromString(memories.get(row).getId()));
          insert.setFloat(place++, IMPORTANCE);
          insert.setString(place++, vectors.get(row));
          insert.setString(place++, memories.get(row).getContent());
        }
        insert.executeUpdate();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return System.nanoTime() - start;
  }
}
