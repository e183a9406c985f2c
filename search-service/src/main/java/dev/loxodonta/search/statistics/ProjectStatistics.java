package dev.loxodonta.search.statistics;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.Timestamp;
import dev.loxodonta.postgres.filter.FilterMatcher;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.Memory;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What is known about the rows of a project. Thread-safe; remembers the share of each filter that
 * was asked for.
 */
public final class ProjectStatistics {

  /** Nothing is known. */
  public static final ProjectStatistics NONE =
      new ProjectStatistics(0, List.of(), List.of(), Instant.EPOCH);

  private static final int MAX_FILTERS = 1_000;

  /** The share of a filter where there is no sample. */
  private static final double UNKNOWN_SHARE = 0.1;

  /** How many rows of a sample stand for a filter that keeps none of them. */
  private static final double ROWS_UNSEEN = 0.5;

  private final double rows;
  private final List<Memory> sample;
  private final List<FilterGraph> graphs;
  private final List<AgeGraph> ageGraphs;
  private final Timestamp takenAt;
  private final Cache<Filter, Double> shares =
      Caffeine.newBuilder().maximumSize(MAX_FILTERS).build();

  /**
   * Takes what is known.
   *
   * @param rows how many memories there are, about
   * @param sample some of them, taken at random, with the columns that filters ask for
   * @param graphs the filter graphs, all valid
   * @param takenAt when the sample was taken; memories are judged as of then
   */
  public ProjectStatistics(
      double rows, List<Memory> sample, List<FilterGraph> graphs, Instant takenAt) {
    this.rows = rows;
    this.sample = List.copyOf(sample);
    this.graphs = List.copyOf(graphs);
    this.ageGraphs =
        graphs.stream()
            .flatMap(graph -> graph.byAge().stream())
            .sorted(Comparator.comparing(AgeGraph::since).reversed())
            .toList();
    this.takenAt =
        Timestamp.newBuilder()
            .setSeconds(takenAt.getEpochSecond())
            .setNanos(takenAt.getNano())
            .build();
  }

  /** Returns how many memories there are, about; 0 when that is not known. */
  public double rows() {
    return rows;
  }

  /** Returns the filter graphs. */
  public List<FilterGraph> graphs() {
    return graphs;
  }

  /** Returns those of the graphs that hold the newer memories, the newest first. */
  public List<AgeGraph> ageGraphs() {
    return ageGraphs;
  }

  /** Returns how large a share of the rows a filter keeps, about, above 0 up to 1. */
  public double share(Filter filter) {
    if (filter.getIdsCount() > 0) {
      return Math.clamp(filter.getIdsCount() / Math.max(1, rows), Double.MIN_NORMAL, 1);
    }
    return sample.isEmpty() ? UNKNOWN_SHARE : shares.get(filter, this::sampledShare);
  }

  private double sampledShare(Filter filter) {
    long kept = sample.stream().filter(m -> FilterMatcher.keeps(filter, m, takenAt)).count();
    return Math.max(kept, ROWS_UNSEEN) / sample.size();
  }

  int sampleSize() {
    return sample.size();
  }
}
