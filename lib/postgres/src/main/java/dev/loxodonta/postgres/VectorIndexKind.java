package dev.loxodonta.postgres;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of approximate index that a project's own slot may have on its memories' vectors. */
public enum VectorIndexKind {
  /** pgvector's HNSW graph over the vectors themselves. */
  HNSW("hnsw", "hnsw"),
  /**
   * An HNSW graph over the signs of the numbers, a bit each, compared by Hamming distance; what it
   * finds is measured again by the vectors. For metrics that go by angles.
   */
  HNSW_BINARY("hnsw_binary", "binary"),
  /**
   * An HNSW graph over the first numbers of each vector; what it finds is measured again by the
   * whole vectors. For models that put what matters most in the first numbers.
   */
  HNSW_PREFIX("hnsw_prefix", "prefix"),
  /** pgvector's lists around k-means centres. */
  IVFFLAT("ivfflat", "ivfflat"),
  /** vectorscale's graph over quantized vectors; what it finds is measured again. */
  DISKANN("diskann", "diskann");

  /** Up to so many rows there is a list for each thousand, above it the square root of them. */
  private static final long MAX_ROWS_BY_THOUSANDS = 1_000_000;

  private static final double ROWS_PER_LIST = 1_000;

  /** The share of the numbers that {@link #HNSW_PREFIX} takes, and how many at least. */
  private static final int PREFIXES = 4;

  private static final int LEAST_PREFIX = 64;

  private final String key;
  private final String suffix;

  VectorIndexKind(String key, String suffix) {
    this.key = key;
    this.suffix = suffix;
  }

  /** Returns the kind of a key; empty for one that this version does not know. */
  public static Optional<VectorIndexKind> ofKey(String key) {
    return Arrays.stream(values()).filter(kind -> kind.key.equals(key)).findFirst();
  }

  /**
   * Returns how many lists an IVFFlat index over so many rows is made with, at least 1; as pgvector
   * advises.
   */
  public static int ivfflatLists(long rows) {
    double lists = rows <= MAX_ROWS_BY_THOUSANDS ? rows / ROWS_PER_LIST : Math.sqrt(rows);
    return (int) Math.clamp(Math.round(lists), 1, 32_768);
  }

  /** Returns how many of a vector's numbers {@link #HNSW_PREFIX} takes: a quarter, at least 64. */
  public static int prefix(int dimensions) {
    return Math.min(dimensions, Math.max(LEAST_PREFIX, (dimensions + PREFIXES - 1) / PREFIXES));
  }

  /** Returns the word that stands in the table {@code projects}. */
  public String key() {
    return key;
  }

  /** Returns the index's name on the memories of a slot. */
  public String index(int slot) {
    return "memories_s" + slot + "_" + suffix;
  }

  /** Returns the extension that it needs beside pgvector. */
  public Optional<String> extension() {
    return this == DISKANN ? Optional.of("vectorscale") : Optional.empty();
  }

  /**
   * Returns whether it is made from the vectors that are there: on an empty table IVFFlat would
   * have no centres, and DiskANN nothing to quantize by.
   */
  public boolean learns() {
    return this == IVFFLAT || this == DISKANN;
  }

  /**
   * Returns whether its distances are rough, so that what it finds has to be measured again by the
   * vectors.
   */
  public boolean quantizes() {
    return this == HNSW_BINARY || this == HNSW_PREFIX || this == DISKANN;
  }

  /** Returns whether its distances stand for those of a metric. */
  public boolean fits(Metric metric) {
    return this != HNSW_BINARY || metric != Metric.L2;
  }

  /** Returns its name in sentences. */
  public String label() {
    return switch (this) {
      case HNSW -> "HNSW";
      case HNSW_BINARY -> "binary HNSW";
      case HNSW_PREFIX -> "HNSW on a prefix";
      case IVFFLAT -> "IVFFlat";
      case DISKANN -> "DiskANN";
    };
  }
}
