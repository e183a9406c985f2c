package dev.loxodonta.ingest.read;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.loxodonta.ingest.memory.draft.Fingerprints;
import dev.loxodonta.service.error.FieldChecks;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The form of every page token: a version, the beginning of the fingerprint of what it was made
 * for, and a place. Opaque to callers. Pure.
 */
public final class ScopedToken {

  private static final byte VERSION = 1;
  private static final int SCOPE_BYTES = 8;
  private static final int HEAD_BYTES = 1 + SCOPE_BYTES;

  private ScopedToken() {}

  /** Returns the token of a place. */
  public static String of(Message scope, byte[] place) {
    ByteBuffer token = ByteBuffer.allocate(HEAD_BYTES + place.length);
    token.put(VERSION).put(fingerprint(scope).toByteArray()).put(place);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
  }

  /**
   * Returns the place in a token; null when it is no token, was made for something else, or its
   * place has another length.
   */
  public static @Nullable ByteBuffer place(String text, Message scope, int placeBytes) {
    ByteBuffer place = place(text, scope);
    return place != null && place.remaining() == placeBytes ? place : null;
  }

  /** Returns the place in a token; null when it is no token or was made for something else. */
  public static @Nullable ByteBuffer place(String text, Message scope) {
    ByteBuffer token = decode(text);
    boolean fits =
        token.remaining() >= HEAD_BYTES
            && token.get() == VERSION
            && fingerprint(scope).equals(ByteString.copyFrom(token, SCOPE_BYTES));
    return fits ? token : null;
  }

  /**
   * Notes that a page token was made for something else, or is none.
   *
   * @param same what has to be as it was for the page before, in words
   */
  public static void refuse(FieldChecks checks, String text, String same) {
    checks.violation(
        "page_token", text, "next_page_token of the page before, with the same " + same);
  }

  private static ByteBuffer decode(String text) {
    try {
      return ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return ByteBuffer.allocate(0);
    }
  }

  private static ByteString fingerprint(Message scope) {
    return Fingerprints.of(scope).substring(0, SCOPE_BYTES);
  }
}
