package dev.loxodonta.search.statistics;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.Timestamp;
import dev.loxodonta.postgres.filter.FilterMatcher;
import dev.loxodonta.type.v1.DocumentFilter;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.Memory;
import java.util.List;

/**
 * What is known about the chunks of a project. Thread-safe; remembers the share of each filter that
 * was asked for.
 */
public final class ChunkStatistics {

  /** Nothing is known. */
  public static final ChunkStatistics NONE = new ChunkStatistics(0, List.of());

  private static final int MAX_FILTERS = 1_000;

  /** The share of a filter where there is no sample. */
  private static final double UNKNOWN_SHARE = 0.1;

  /** How many chunks of a sample stand for a filter that keeps none of them. */
  private static final double CHUNKS_UNSEEN = 0.5;

  private final double chunks;
  private final List<Memory> sample;
  private final Cache<DocumentFilter, Double> shares =
      Caffeine.newBuilder().maximumSize(MAX_FILTERS).build();

  /**
   * Takes what is known.
   *
   * @param chunks how many chunks there are, about
   * @param sample the documents of some of them, taken at random, with what filters ask for in the
   *     place of a memory's: the kind of document as the type
   */
  public ChunkStatistics(double chunks, List<Memory> sample) {
    this.chunks = chunks;
    this.sample = List.copyOf(sample);
  }

  /** Returns how many chunks there are, about; 0 when that is not known. */
  public double chunks() {
    return chunks;
  }

  /** Returns how large a share of the chunks a filter keeps, about, above 0 up to 1. */
  public double share(DocumentFilter filter) {
    return sample.isEmpty() ? UNKNOWN_SHARE : shares.get(filter, this::sampledShare);
  }

  private double sampledShare(DocumentFilter filter) {
    Filter same = ofMemories(filter);
    Timestamp now = Timestamp.getDefaultInstance();
    long kept = sample.stream().filter(m -> FilterMatcher.keeps(same, m, now)).count();
    return Math.max(kept, CHUNKS_UNSEEN) / sample.size();
  }

  private static Filter ofMemories(DocumentFilter filter) {
    Filter.Builder same =
        Filter.newBuilder()
            .addAllMemoryTypes(filter.getDocTypesList())
            .addAllIds(filter.getDocumentIdsList());
    if (filter.hasCreated()) {
      same.setCreated(filter.getCreated());
    }
    if (filter.hasMetadata()) {
      same.setMetadata(filter.getMetadata());
    }
    return same.build();
  }

  int sampleSize() {
    return sample.size();
  }
}
