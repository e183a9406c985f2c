package dev.loxodonta.postgres;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of index that bring the best texts of a project's memories. */
public enum TextIndexKind {
  /** PostgreSQL's own index of words: every memory that holds one of some words. */
  GIN("gin", "text"),
  /** pg_textsearch's index, beside GIN: the memories that are best by BM25. */
  BM25("bm25", "bm25");

  private final String key;
  private final String suffix;

  TextIndexKind(String key, String suffix) {
    this.key = key;
    this.suffix = suffix;
  }

  /** Returns the kind of a key; empty for one that this version does not know. */
  public static Optional<TextIndexKind> ofKey(String key) {
    return Arrays.stream(values()).filter(kind -> kind.key.equals(key)).findFirst();
  }

  /** Returns the word that stands in the catalog and in statistics. */
  public String key() {
    return key;
  }

  /** Returns the index's name on the memories of a slot. */
  public String index(int slot) {
    return "memories_s" + slot + "_" + suffix;
  }

  /** Returns the extension that it needs. */
  public Optional<String> extension() {
    return this == BM25 ? Optional.of("pg_textsearch") : Optional.empty();
  }
}
