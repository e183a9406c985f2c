package dev.loxodonta.ingest.memory.draft;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import dev.loxodonta.ingest.memory.draft.MemoryDraft.VectorPlan;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.metadata.MetadataChecks;
import dev.loxodonta.postgres.metadata.MetadataWriter;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Memory;
import dev.loxodonta.type.v1.VectorState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checks memories as callers send them and makes drafts of them. Thread-safe. */
public final class MemoryChecks {

  /** What a memory is unless it says otherwise. */
  public static final String DEFAULT_TYPE = "fact";

  /** How much a memory matters unless it says otherwise. */
  public static final float DEFAULT_IMPORTANCE = 0.5f;

  private static final int MAX_TYPE_CHARACTERS = 64;
  private static final int MAX_SESSION_CHARACTERS = 256;
  private static final int MAX_FACT_KEY_CHARACTERS = 256;
  private static final int MAX_CONTENT_CHARACTERS = 262_144;
  private static final int MAX_CONTENT_BYTES = 1 << 20;

  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  private MemoryChecks() {}

  /**
   * Returns the draft of a memory; after a violation was noted it must not be used.
   *
   * @param space the project's space; null when the project is not known, then the vector is not
   *     looked at
   */
  public static MemoryDraft draft(FieldChecks checks, Memory memory, @Nullable Space space) {
    String content = content(checks, memory);
    VectorPlan plan = vectorPlan(checks, memory);
    Halfvec embedding =
        space == null || plan == VectorPlan.NEVER ? null : embedding(checks, memory, space);
    Instant validFrom = validFrom(checks, memory);
    Instant validTo = validTo(checks, memory);
    checks.before("valid_from", validFrom, "valid_to", validTo);
    return new MemoryDraft(
        id(checks, memory),
        type(checks, memory),
        content,
        embedding,
        plan,
        metadata(checks, memory),
        session(checks, memory),
        importance(checks, memory),
        validFrom,
        validTo,
        expiresAt(checks, memory),
        memory.hasCreatedAt() ? micros(checks, "created_at", memory.getCreatedAt()) : null,
        factKey(checks, memory));
  }

  /** Returns the fact that it is a value of, or null where there is none. */
  private static @Nullable String factKey(FieldChecks checks, Memory memory) {
    String key = memory.getFactKey();
    if (checks.length("fact_key", key, 0, MAX_FACT_KEY_CHARACTERS)) {
      noNul(checks, "fact_key", key);
    }
    return key.isEmpty() ? null : key;
  }

  private static VectorPlan vectorPlan(FieldChecks checks, Memory memory) {
    VectorState state = memory.getVectorState();
    checks.known("vector_state", state, memory.getVectorStateValue());
    VectorPlan plan =
        switch (state) {
          case VECTOR_STATE_UNSPECIFIED, VECTOR_STATE_PRESENT, UNRECOGNIZED -> VectorPlan.NOW;
          case VECTOR_STATE_PENDING -> VectorPlan.LATER;
          case VECTOR_STATE_NONE -> VectorPlan.NEVER;
        };
    if (plan != VectorPlan.NOW && memory.getEmbeddingCount() > 0) {
      checks.violation(
          "embedding",
          "was given; allowed is none with vector_state " + state.getValueDescriptor().getName());
    }
    return plan;
  }

  private static UUID id(FieldChecks checks, Memory memory) {
    UUID id = checks.uuidOrEmpty("id", memory.getId());
    return id == null ? IDS.generate() : id;
  }

  /** Returns the kind, or the default where it is absent. */
  public static String type(FieldChecks checks, Memory memory) {
    String type = memory.getMemoryType();
    if (type.isEmpty()) {
      return DEFAULT_TYPE;
    }
    if (checks.length("memory_type", type, 1, MAX_TYPE_CHARACTERS)) {
      noNul(checks, "memory_type", type);
    }
    return type;
  }

  /** Returns the text. */
  public static String content(FieldChecks checks, Memory memory) {
    return content(checks, memory.getContent());
  }

  /** Returns the text of a memory or a chunk; the field is {@code content}. */
  public static String content(FieldChecks checks, String content) {
    if (checks.length("content", content, 1, MAX_CONTENT_CHARACTERS)) {
      noNul(checks, "content", content);
      int bytes = content.length() * 3 <= MAX_CONTENT_BYTES ? 0 : utf8(content).length;
      if (bytes > MAX_CONTENT_BYTES) {
        checks.violation(
            "content", "was " + bytes + " bytes; allowed are at most " + MAX_CONTENT_BYTES);
      }
    }
    return content;
  }

  /** Returns the vector, or null where the service is to make it. */
  public static @Nullable Halfvec embedding(FieldChecks checks, Memory memory, Space space) {
    if (memory.getEmbeddingCount() > 0) {
      return VectorChecks.vector(checks, "embedding", memory.getEmbeddingList(), space);
    }
    if (!space.embeds()) {
      checks.violation(
          "embedding",
          "was absent; the project's model "
              + space.model()
              + " does not run in this service, so a vector of "
              + space.dimensions()
              + " elements is required");
    } else if (!memory.getContent().isEmpty() && memory.getContent().isBlank()) {
      checks.violation("content", "was blank; a text to embed is required without an embedding");
    }
    return null;
  }

  /** Returns the free fields as JSON text. */
  public static String metadata(FieldChecks checks, Memory memory) {
    return metadata(checks, memory.getMetadata());
  }

  /** Returns free fields as JSON text; the field is {@code metadata}. */
  public static String metadata(FieldChecks checks, Struct metadata) {
    return MetadataChecks.object(checks, "metadata", metadata)
        ? MetadataWriter.toJson(metadata)
        : "{}";
  }

  /** Returns the session, or null where there is none. */
  public static @Nullable String session(FieldChecks checks, Memory memory) {
    String session = memory.getSessionId();
    if (checks.length("session_id", session, 0, MAX_SESSION_CHARACTERS)) {
      noNul(checks, "session_id", session);
    }
    return session.isEmpty() ? null : session;
  }

  /** Returns the importance, or the default where it is absent. */
  public static float importance(FieldChecks checks, Memory memory) {
    if (!memory.hasImportance()) {
      return DEFAULT_IMPORTANCE;
    }
    checks.range("importance", memory.getImportance(), 0.0, 1.0);
    return memory.getImportance();
  }

  /** Returns from when it held; null: since ever. */
  public static @Nullable Instant validFrom(FieldChecks checks, Memory memory) {
    return memory.hasValidFrom() ? micros(checks, "valid_from", memory.getValidFrom()) : null;
  }

  /** Returns until when it held; null: still. */
  public static @Nullable Instant validTo(FieldChecks checks, Memory memory) {
    return memory.hasValidTo() ? micros(checks, "valid_to", memory.getValidTo()) : null;
  }

  /** Returns when it expires; null: never. */
  public static @Nullable Instant expiresAt(FieldChecks checks, Memory memory) {
    return memory.hasExpiresAt() ? micros(checks, "expires_at", memory.getExpiresAt()) : null;
  }

  /** Returns a time in whole microseconds; null after a violation. */
  public static @Nullable Instant micros(FieldChecks checks, String field, Timestamp value) {
    Instant time = checks.timestamp(field, value);
    return time == null ? null : time.truncatedTo(ChronoUnit.MICROS);
  }

  /** Notes a violation when a text holds U+0000, which PostgreSQL cannot store. */
  public static void noNul(FieldChecks checks, String field, String text) {
    if (text.indexOf('\0') >= 0) {
      checks.violation(field, "held the character U+0000; allowed is text without it");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
