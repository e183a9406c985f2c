package dev.loxodonta.bench.write;

import dev.loxodonta.bench.cluster.BenchCluster;
import dev.loxodonta.bench.cluster.Projects;
import dev.loxodonta.ingest.v1.LoadMemoriesRequest;
import dev.loxodonta.type.v1.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** LoadMemories beside psql's binary {@code \copy} into a table with the same indexes. */
public final class CopyRace {

  private static final long PROJECT = 7_700_000;
  private static final int PER_MESSAGE = 200;

  private CopyRace() {}

  /** Loads the same memories in turns, into empty tables. */
  public static Race run(BenchCluster cluster, int count, int dimensions) {
    Projects projects = new Projects(cluster.client());
    projects.create(PROJECT, "load", dimensions);
    List<LoadMemoriesRequest> messages = messages(MadeMemories.of(count, dimensions));
    try (Connection connection = cluster.connect()) {
      PlainTable table = new PlainTable(connection, projects.slot(PROJECT));
      projects.load(messages);
      Path file = table.dump(PROJECT, Files.createTempDirectory("loxo-bench-copy-"));
      return Race.run(
          () -> {
            table.empty();
            return copy(cluster, file);
          },
          () -> {
            table.emptyPartition();
            long start = System.nanoTime();
            projects.load(messages);
            return System.nanoTime() - start;
          });
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<LoadMemoriesRequest> messages(List<Memory> memories) {
    List<LoadMemoriesRequest> messages = new ArrayList<>();
    for (int from = 0; from < memories.size(); from += PER_MESSAGE) {
      messages.add(
          LoadMemoriesRequest.newBuilder()
              .setProjectId(PROJECT)
              .addAllMemories(memories.subList(from, Math.min(memories.size(), from + PER_MESSAGE)))
              .build());
    }
    return messages;
  }

  private static long copy(BenchCluster cluster, Path file) {
    String command =
        "\\copy %s (%s) FROM '%s' (FORMAT binary)"
            .formatted(PlainTable.NAME, PlainTable.COLUMNS, file);
    long start = System.nanoTime();
    try {
      Process psql = cluster.psql(List.of("-c", command)).inheritIO().start();
      if (psql.waitFor() != 0) {
        throw new IllegalStateException("psql ended with " + psql.exitValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return System.nanoTime() - start;
  }
}
