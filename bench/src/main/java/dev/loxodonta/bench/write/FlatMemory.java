package dev.loxodonta.bench.write;

import dev.loxodonta.bench.cluster.BenchCluster;
import dev.loxodonta.bench.cluster.LinuxProcesses;
import dev.loxodonta.bench.cluster.Projects;
import dev.loxodonta.bench.data.MemoryIds;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.type.v1.Memory;
import java.util.Iterator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.stream.IntStream;

/**
 * The services' resident memory while memories stream through them: read with every hundredth part
 * of them, after the first fifth, in which heap and pools grow to their size.
 *
 * @param deviation how far the largest and the smallest are from their mean, the larger of both, as
 *     a share of it
 * @param megabytes the mean
 * @param perSecond memories a second, all together
 */
public record FlatMemory(double deviation, double megabytes, double perSecond) {

  private static final long PROJECT = 7_740_000;
  private static final int DIFFERENT = 5_000;
  private static final int READINGS = 100;

  /** Streams so many memories; the same vectors come again and again. */
  public static FlatMemory run(BenchCluster cluster, int count, int dimensions) {
    new Projects(cluster.client()).create(PROJECT, "flat", dimensions);
    List<Memory> memories = MadeMemories.of(Math.min(count, DIFFERENT), dimensions);
    LongSummaryStatistics bytes = new LongSummaryStatistics();
    Iterator<StreamMemoriesRequest> items =
        IntStream.range(0, count)
            .peek(row -> read(cluster, row, count, bytes))
            .mapToObj(row -> item(row, memories.get(row % memories.size())))
            .iterator();
    long start = System.nanoTime();
    long written = AckedStream.send(cluster.client().memoryStreams(), items);
    double seconds = (System.nanoTime() - start) / 1e9;
    double mean = bytes.getAverage();
    double deviation = Math.max(bytes.getMax() - mean, mean - bytes.getMin()) / mean;
    return new FlatMemory(deviation, mean / (1 << 20), written / seconds);
  }

  private static void read(BenchCluster cluster, int row, int count, LongSummaryStatistics bytes) {
    if (row >= count / 5 && row % Math.max(1, count / READINGS) == 0) {
      bytes.accept(LinuxProcesses.residentBytes(cluster.servicePid()));
    }
  }

  private static StreamMemoriesRequest item(int row, Memory memory) {
    return StreamMemoriesRequest.newBuilder()
        .setProjectId(PROJECT)
        .setSequence(row + 1L)
        .setMemory(memory.toBuilder().setId(MemoryIds.of(row)))
        .build();
  }
}
