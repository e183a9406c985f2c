package dev.loxodonta.ingest.pending;

import dev.loxodonta.ingest.pending.SelectPending.Waiting;
import dev.loxodonta.postgres.Halfvec;
import org.jspecify.annotations.Nullable;

/**
 * What became of a text.
 *
 * @param memory the row
 * @param vector its vector; null: there is none
 * @param error why there is none; null: there is one
 */
record Attempt(Waiting memory, @Nullable Halfvec vector, @Nullable String error) {

  private static final int MAX_ERROR = 500;

  static Attempt made(Waiting memory, Halfvec vector) {
    return new Attempt(memory, vector, null);
  }

  static Attempt failed(Waiting memory, Throwable failure) {
    String error = String.valueOf(failure.getMessage()).replace("\0", "");
    return new Attempt(memory, null, error.substring(0, Math.min(MAX_ERROR, error.length())));
  }
}
