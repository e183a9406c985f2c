package dev.loxodonta.search.paging;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import dev.loxodonta.search.v1.SearchProjectsRequest;
import dev.loxodonta.search.v1.SearchRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Tells one query from another: the first 128 bits of the SHA-256 of all that decides which
 * memories are found and in which order. How many are wanted, how fresh the read must be and what
 * else is sent along does not count, so that these may change from page to page.
 *
 * @param high the first 64 bits
 * @param low the next 64 bits
 */
public record Fingerprint(long high, long low) {

  /** Returns the fingerprint of a request. */
  public static Fingerprint of(SearchRequest request) {
    return ofQuery(
        request.toBuilder()
            .clearPageToken()
            .clearK()
            .clearConsistency()
            .clearExplain()
            .clearIncludeEmbedding()
            .build());
  }

  /** Returns the fingerprint of a request for several projects. */
  public static Fingerprint of(SearchProjectsRequest request) {
    return ofQuery(
        request.toBuilder()
            .clearPageToken()
            .clearK()
            .clearConsistency()
            .clearAllowPartial()
            .clearIncludeEmbedding()
            .build());
  }

  private static Fingerprint ofQuery(Message query) {
    ByteBuffer digest = ByteBuffer.wrap(sha256().digest(bytes(query)));
    return new Fingerprint(digest.getLong(), digest.getLong());
  }

  /** Maps in the order of their keys, so that equal requests have equal bytes. */
  private static byte[] bytes(Message request) {
    byte[] bytes = new byte[request.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      request.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
