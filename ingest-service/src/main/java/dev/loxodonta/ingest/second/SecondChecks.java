package dev.loxodonta.ingest.second;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.loxodonta.ingest.memory.draft.Space;
import dev.loxodonta.ingest.memory.draft.VectorChecks;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.service.error.FieldChecks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the second vectors that callers send, and finds the texts of the others. Pure. */
public final class SecondChecks {

  /** The field of a document or an entity. */
  static final String FIELD = "second_embedding";

  private SecondChecks() {}

  /**
   * Returns the vector that came; null when none did and after a violation.
   *
   * @param space the project's second space; null when it has none or is not known, then the vector
   *     is not looked at
   */
  public static @Nullable SecondVector given(
      FieldChecks checks, List<Float> numbers, @Nullable SecondSpace space) {
    if (numbers.isEmpty() || space == null) {
      return null;
    }
    Space measured = new Space(space.model(), space.dimensions(), space.metric(), false);
    Halfvec vector = VectorChecks.vector(checks, FIELD, numbers, measured);
    return vector == null ? null : new SecondVector(space, vector);
  }

  /**
   * Returns the text that a vector is made of; blank: there is none.
   *
   * @param title the title of a document or the name of an entity
   */
  static String text(SecondSpace space, String title, Struct metadata) {
    return space
        .metadataKey()
        .map(key -> metadata.getFieldsOrDefault(key, Value.getDefaultInstance()).getStringValue())
        .orElse(title);
  }
}
