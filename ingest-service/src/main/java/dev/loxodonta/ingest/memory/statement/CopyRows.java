package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.ingest.memory.draft.MemoryDraft;
import dev.loxodonta.postgres.Halfvec;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows for {@link CopyMemories} in PostgreSQL's binary COPY format: a header, for each row
 * the number of fields and for each field its length and value (length −1 for null), a trailer.
 * Immutable.
 *
 * @param slot the slot
 * @param projectId the project
 * @param language OID of the text-search configuration
 * @param now the transaction's time, as PostgreSQL says: when rows are written, and made where
 *     {@code created_at} is absent. A service's clock may be ahead of it
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, File Formats</a>
 */
public record CopyRows(int slot, long projectId, int language, Instant now) {

  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final short FIELDS = 15;
  private static final short TRAILER = -1;
  private static final int NULL_LENGTH = -1;
  private static final byte JSONB_VERSION = 1;

  /** Starts the data. */
  public static void header(ByteBuf to) {
    to.writeBytes(SIGNATURE).writeInt(0).writeInt(0);
  }

  /** Ends the data. */
  public static void trailer(ByteBuf to) {
    to.writeShort(TRAILER);
  }

  /** Adds a row, its columns in the order of {@link CopyMemories}. */
  public void row(MemoryDraft memory, ByteBuf to) {
    Instant created = memory.createdAt() == null ? now : memory.createdAt();
    to.writeShort(FIELDS);
    to.writeInt(4).writeInt(slot);
    to.writeInt(8).writeLong(projectId);
    uuid(memory.id(), to);
    time(created, to);
    to.writeInt(4).writeFloat(memory.importance());
    text(memory.memoryType(), to);
    text(memory.sessionId(), to);
    time(memory.validFrom(), to);
    time(memory.validTo(), to);
    time(memory.expiresAt(), to);
    to.writeInt(4).writeInt(language);
    vector(memory.embedding(), to);
    text(memory.content(), to);
    json(memory.metadata(), to);
    time(created.isAfter(now) ? created : now, to);
  }

  private static void uuid(UUID value, ByteBuf to) {
    to.writeInt(16)
        .writeLong(value.getMostSignificantBits())
        .writeLong(value.getLeastSignificantBits());
  }

  private static void time(@Nullable Instant value, ByteBuf to) {
    if (value == null) {
      to.writeInt(NULL_LENGTH);
    } else {
      to.writeInt(8).writeLong(Times.toBinary(value));
    }
  }

  private static void text(@Nullable String value, ByteBuf to) {
    if (value == null) {
      to.writeInt(NULL_LENGTH);
    } else {
      sized(to, value);
    }
  }

  private static void json(String value, ByteBuf to) {
    int start = to.writerIndex();
    to.writeInt(0).writeByte(JSONB_VERSION);
    to.writeCharSequence(value, StandardCharsets.UTF_8);
    to.setInt(start, to.writerIndex() - start - 4);
  }

  private static void sized(ByteBuf to, String value) {
    int start = to.writerIndex();
    to.writeInt(0);
    to.writeCharSequence(value, StandardCharsets.UTF_8);
    to.setInt(start, to.writerIndex() - start - 4);
  }

  private static void vector(@Nullable Halfvec value, ByteBuf to) {
    if (value == null) {
      to.writeInt(NULL_LENGTH);
    } else {
      to.writeInt(value.binaryLength());
      value.write(to);
    }
  }
}
