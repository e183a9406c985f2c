package dev.loxodonta.ingest.reembed;

import dev.loxodonta.ingest.reembed.SelectTexts.Text;
import dev.loxodonta.postgres.Halfvec;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of the texts of a lease.
 *
 * @param made texts with a vector
 * @param vectors their vectors, in the same order
 * @param failed texts without one
 * @param errors why, in the same order
 * @param modelAway whether that was the model's fault and not the texts'
 */
record Embedded(
    List<Text> made,
    List<Halfvec> vectors,
    List<Text> failed,
    List<String> errors,
    boolean modelAway) {

  private static final int MAX_ERROR = 500;

  /** Copies the lists. */
  Embedded {
    made = List.copyOf(made);
    vectors = List.copyOf(vectors);
    failed = List.copyOf(failed);
    errors = List.copyOf(errors);
  }

  static Embedded all(List<Text> texts, List<Halfvec> vectors) {
    return new Embedded(texts, vectors, List.of(), List.of(), false);
  }

  static Embedded none(List<Text> texts, Throwable failure, boolean modelAway) {
    String error = String.valueOf(failure.getMessage()).replace("\0", "");
    String cut = error.substring(0, Math.min(MAX_ERROR, error.length()));
    return new Embedded(
        List.of(), List.of(), texts, texts.stream().map(text -> cut).toList(), modelAway);
  }

  /** Returns both together. */
  Embedded and(Embedded other) {
    return new Embedded(
        joined(made, other.made),
        joined(vectors, other.vectors),
        joined(failed, other.failed),
        joined(errors, other.errors),
        modelAway || other.modelAway);
  }

  private static <T> List<T> joined(List<T> a, List<T> b) {
    List<T> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }
}
