package dev.loxodonta.ingest.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The rows and the SHA-256 of each kind, and of the first line, as an archive is written or read;
 * at the end they are its last line. A sum is that of the kind's bytes in the archive: of its
 * lines, line ends included, or of its COPY data from signature to trailer. For one thread.
 */
final class ArchiveSums {

  /** The field of the last line. */
  static final String FIELD = "loxodonta_archive_end";

  private final Map<RecordKind, MessageDigest> sums = new LinkedHashMap<>();
  private final Map<RecordKind, Long> rows = new LinkedHashMap<>();
  private final MessageDigest header = sha256();

  /** Begins with nothing of these sections, which are all that the archive has. */
  ArchiveSums(List<Section> sections) {
    for (RecordKind kind : sections.stream().map(Section::kind).toList()) {
      sums.put(kind, sha256());
      rows.put(kind, 0L);
    }
  }

  /** Adds the bytes of the first line. */
  void addHeader(byte[] line) {
    header.update(line);
  }

  /** Adds bytes of a kind. */
  void add(RecordKind kind, byte[] bytes, int offset, int length) {
    Objects.requireNonNull(sums.get(kind)).update(bytes, offset, length);
  }

  /** Counts a row. */
  void countRow(RecordKind kind) {
    rows.merge(kind, 1L, Long::sum);
  }

  /** Returns how many rows there were. */
  long rows() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns the last line, line end included; nothing may be added any more. */
  byte[] line() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonValues.FACTORY.createGenerator(line)) {
      json.writeStartObject();
      json.writeObjectFieldStart(FIELD);
      json.writeStringField("header_sha256", hex(header));
      json.writeArrayFieldStart("kinds");
      for (RecordKind kind : sums.keySet()) {
        json.writeStartObject();
        json.writeStringField("kind", kind.table());
        json.writeNumberField("rows", Objects.requireNonNull(rows.get(kind)));
        json.writeStringField("sha256", hex(Objects.requireNonNull(sums.get(kind))));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static String hex(MessageDigest sum) {
    return HexFormat.of().formatHex(sum.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
