package dev.loxodonta.ingest.record;

import com.google.protobuf.Message;
import dev.loxodonta.ingest.memory.draft.Fingerprints;
import dev.loxodonta.ingest.memory.draft.MemoryChecks;
import dev.loxodonta.ingest.memory.draft.Space;
import dev.loxodonta.ingest.memory.draft.VectorChecks;
import dev.loxodonta.ingest.memory.statement.RequestKey;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.service.error.FieldChecks;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checks of fields that several records have. After a violation the value must not be used. */
public final class RecordChecks {

  /** Stands for an id after a violation. */
  public static final UUID NONE = new UUID(0, 0);

  private static final int MAX_SESSION_CHARACTERS = 256;
  private static final int MAX_TYPE_CHARACTERS = 64;

  private RecordChecks() {}

  /** Returns a text of so many characters, both ends included, without U+0000. */
  public static String text(FieldChecks checks, String field, String text, int min, int max) {
    if (checks.length(field, text, min, max)) {
      MemoryChecks.noNul(checks, field, text);
    }
    return text;
  }

  /** Returns a kind of 1 to 64 characters, or the default where it is absent. */
  public static String type(FieldChecks checks, String field, String type, String defaultType) {
    return type.isEmpty() ? defaultType : text(checks, field, type, 1, MAX_TYPE_CHARACTERS);
  }

  /** Returns a session that must be there; the field is {@code session_id}. */
  public static String session(FieldChecks checks, String session) {
    return text(checks, "session_id", session, 1, MAX_SESSION_CHARACTERS);
  }

  /** Returns a session, or null where it is absent; the field is {@code session_id}. */
  public static @Nullable String sessionOrNone(FieldChecks checks, String session) {
    return session.isEmpty() ? null : session(checks, session);
  }

  /** Returns an id that must be there. */
  public static UUID id(FieldChecks checks, String field, String text) {
    UUID id = checks.uuid(field, text);
    return id == null ? NONE : id;
  }

  /** Returns what makes a request idempotent; null: nothing does. */
  public static @Nullable RequestKey key(FieldChecks checks, String requestId, Message request) {
    UUID id = checks.uuidOrEmpty("request_id", requestId);
    return id == null ? null : new RequestKey(id, Fingerprints.of(request));
  }

  /**
   * Returns the vector that came; null where none did and after a violation.
   *
   * @param space the project's space; null when the project is not known
   * @param textField the field of the text that is embedded where no vector came
   * @param textOnly whether a vector may stay away
   */
  public static @Nullable Halfvec embedding(
      FieldChecks checks,
      List<Float> numbers,
      @Nullable Space space,
      String textField,
      String text,
      boolean textOnly) {
    if (space == null) {
      return null;
    }
    if (!numbers.isEmpty()) {
      return VectorChecks.vector(checks, "embedding", numbers, space);
    }
    if (!textOnly && !space.embeds()) {
      checks.violation(
          "embedding",
          "was absent; the project's model %s does not run in this service, so a vector of %d elements or text_only is required"
              .formatted(space.model(), space.dimensions()));
    } else if (!textOnly && !text.isEmpty() && text.isBlank()) {
      checks.violation(
          textField, "was blank; a text to embed is required without an embedding or text_only");
    }
    return null;
  }
}
