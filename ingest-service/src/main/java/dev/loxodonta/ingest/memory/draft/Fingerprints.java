package dev.loxodonta.ingest.memory.draft;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Hashes of what callers send. Stateless. */
public final class Fingerprints {

  private static final String SEPARATOR = "\u001f";

  private Fingerprints() {}

  /**
   * Returns the SHA-256 of a message; equal messages have equal ones, whatever their maps' order.
   */
  public static ByteString of(Message message) {
    try (DigestOutputStream digest =
        new DigestOutputStream(OutputStream.nullOutputStream(), digest("SHA-256"))) {
      CodedOutputStream output = CodedOutputStream.newInstance(digest);
      output.useDeterministicSerialization();
      message.writeTo(output);
      output.flush();
      return ByteString.copyFrom(digest.getMessageDigest().digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the MD5 of type and content, as the column {@code content_hash} has it. */
  public static UUID ofContent(String memoryType, String content) {
    byte[] text = (memoryType + SEPARATOR + content).getBytes(StandardCharsets.UTF_8);
    ByteString hash = ByteString.copyFrom(digest("MD5").digest(text));
    return new UUID(
        hash.asReadOnlyByteBuffer().getLong(0), hash.asReadOnlyByteBuffer().getLong(Long.BYTES));
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
