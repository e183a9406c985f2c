package dev.loxodonta.search.paging;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Where a search goes on. Its text is 25 bytes (a version, the fingerprint, the time) and 18 for
 * each memory, in URL-safe Base64.
 *
 * @param query the query that it belongs to
 * @param issued when the page was made, to the millisecond
 * @param seen the memories of all pages so far, 1 to 1,000
 */
public record PageToken(Fingerprint query, Instant issued, List<Seen> seen) {

  /** How many memories all pages of a search hold together. */
  public static final int MAX_DEPTH = 1_000;

  /** How long a token may be used. */
  public static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final byte VERSION = 2;
  private static final int HEAD_BYTES = 1 + 3 * Long.BYTES;
  private static final int ID_BYTES = Short.BYTES + 2 * Long.BYTES;

  /** Copies the list. */
  public PageToken {
    seen = List.copyOf(seen);
  }

  /**
   * Returns the token of a text.
   *
   * @throws IllegalArgumentException when the text is no token
   */
  public static PageToken parse(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
    int ids = (bytes.remaining() - HEAD_BYTES) / ID_BYTES;
    if (ids < 1
        || ids > MAX_DEPTH
        || bytes.remaining() != HEAD_BYTES + ids * ID_BYTES
        || bytes.get() != VERSION) {
      throw new IllegalArgumentException("no page token");
    }
    Fingerprint query = new Fingerprint(bytes.getLong(), bytes.getLong());
    Instant issued = Instant.ofEpochMilli(bytes.getLong());
    List<Seen> seen = new ArrayList<>(ids);
    while (bytes.hasRemaining()) {
      int project = bytes.getShort();
      seen.add(new Seen(project, new UUID(bytes.getLong(), bytes.getLong())));
    }
    return new PageToken(query, issued, seen);
  }

  /** Returns whether a memory of the only project was on a page. */
  public boolean holds(UUID memory) {
    return seen.contains(new Seen(memory));
  }

  /** Returns whether it is too old to be used. */
  public boolean isStale(Instant now) {
    return now.isAfter(issued.plus(LIFETIME));
  }

  /** Returns the text that callers carry around. */
  public String text() {
    ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + seen.size() * ID_BYTES);
    bytes.put(VERSION).putLong(query.high()).putLong(query.low()).putLong(issued.toEpochMilli());
    seen.forEach(
        one ->
            bytes
                .putShort((short) one.project())
                .putLong(one.memory().getMostSignificantBits())
                .putLong(one.memory().getLeastSignificantBits()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }
}
