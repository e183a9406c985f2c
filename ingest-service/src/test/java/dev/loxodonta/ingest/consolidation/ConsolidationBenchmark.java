package dev.loxodonta.ingest.consolidation;

import com.sun.management.OperatingSystemMXBean;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.PlantedEvents;
import dev.loxodonta.ingest.v1.ConsolidateRequest;
import dev.loxodonta.ingest.v1.ConsolidateResponse;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Iterator;

/**
 * Consolidates 10,000 events over gRPC, against one PostgreSQL server on the same machine: in many
 * sessions, and in one. Prints the time and the processor time of this process, which is service
 * and client. A main program; README.md has the figures.
 */
public final class ConsolidationBenchmark {

  private static final Instant BEGIN = Instant.parse("2025-06-01T00:00:00Z");
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private ConsolidationBenchmark() {}

  /** Prints the figures. */
  public static void main(String[] arguments) {
    try (IngestProcess ingest = new IngestProcess()) {
      long project = 1;
      for (int round = 0; round < 3; round++) {
        for (int dimensions : new int[] {384, 768}) {
          run(ingest, project++, dimensions, 100, 4, 25);
          run(ingest, project++, dimensions, 1, 50, 200);
        }
      }
    }
  }

  private static void run(
      IngestProcess ingest, long project, int dimensions, int sessions, int topics, int size) {
    ingest.shard().project(project, "callers-own", dimensions);
    new PlantedEvents(dimensions).plant(sessions, topics, size, BEGIN).record(ingest, project);
    long cpuNanos = PROCESS.getProcessCpuTime();
    long startNanos = System.nanoTime();
    Iterator<ConsolidateResponse> answers =
        ingest
            .consolidations()
            .consolidate(ConsolidateRequest.newBuilder().setProjectId(project).build());
    ConsolidateResponse last = ConsolidateResponse.getDefaultInstance();
    while (answers.hasNext()) {
      last = answers.next();
    }
    System.out.printf(
        "%d dimensions, %d sessions, %d topics of %d: %d consolidations, %.2f s, %.2f s of CPU%n",
        dimensions,
        sessions,
        topics,
        size,
        last.getConsolidationsCreated(),
        (System.nanoTime() - startNanos) / 1e9,
        (PROCESS.getProcessCpuTime() - cpuNanos) / 1e9);
  }
}
