package dev.loxodonta.ingest.archive;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes an archive apart as its bytes come, in parts of any size. Holds the beginning of a record
 * that is not complete, and rows until there are {@value #BATCH_BYTES} bytes of them. Every byte is
 * verified: those of the records and of the first line by the sums of the last line, and the last
 * line by being the one that these sums make. For one thread at a time.
 */
public final class ArchiveReader {

  /** About how many bytes of values a batch has. */
  public static final int BATCH_BYTES = 512 << 10;

  private static final String KIND = "\"kind\":\"";

  /** No record is longer. */
  private static final int MAX_RECORD_BYTES = 256 << 20;

  private byte[] buffer = new byte[1 << 16];
  private int start;
  private int end;
  private int searched;
  private @Nullable ArchiveHeader header;
  private @Nullable ArchiveSums sums;
  private int section = -1;
  private boolean insideCopy;
  private boolean ended;
  private final List<Row> rows = new ArrayList<>();
  private int rowBytes;

  /** Returns what the first line says, once it has come. */
  public Optional<ArchiveHeader> header() {
    return Optional.ofNullable(header);
  }

  /**
   * Takes the next bytes and returns the rows that are complete.
   *
   * @throws dev.loxodonta.service.error.ServiceException ARCHIVE_INVALID when this is no archive as
   *     an export makes it
   */
  public List<RowBatch> read(ByteString bytes) {
    append(bytes);
    List<RowBatch> batches = new ArrayList<>();
    while (step(batches)) {
      if (rowBytes >= BATCH_BYTES) {
        release(batches);
      }
    }
    if (end - start > MAX_RECORD_BYTES) {
      throw ArchiveFailures.invalid("a record is longer than 256 MiB");
    }
    return batches;
  }

  /** Fails with ARCHIVE_INVALID unless the archive has come to its end. */
  public void requireEnd() {
    if (!ended) {
      throw ArchiveFailures.invalid("it ends before its last line");
    }
  }

  private void append(ByteString bytes) {
    if (buffer.length - end < bytes.size()) {
      int length = end - start;
      byte[] larger =
          length + bytes.size() > buffer.length
              ? new byte[Math.max(2 * buffer.length, length + bytes.size())]
              : buffer;
      System.arraycopy(buffer, start, larger, 0, length);
      buffer = larger;
      searched -= start;
      start = 0;
      end = length;
    }
    bytes.copyTo(buffer, end);
    end += bytes.size();
  }

  /** Reads one thing; returns whether there was one. */
  private boolean step(List<RowBatch> batches) {
    if (ended) {
      if (start < end) {
        throw ArchiveFailures.invalid("something follows its last line");
      }
      return false;
    }
    ArchiveHeader known = header;
    if (known == null) {
      return readHeader();
    }
    return switch (known.format()) {
      case JSON_LINES -> readLine(known, batches);
      case BINARY_COPY -> insideCopy ? readTuple(known, batches) : readStart(known, batches);
    };
  }

  private boolean readHeader() {
    byte[] line = line();
    if (line == null) {
      return false;
    }
    ArchiveHeader read = HeaderJson.read(line);
    header = read;
    sums = new ArchiveSums(read.sections());
    sums.addHeader(line);
    return true;
  }

  private boolean readLine(ArchiveHeader known, List<RowBatch> batches) {
    byte[] line = line();
    if (line == null) {
      return false;
    }
    String name = JsonRows.kind(line);
    if (name.equals(ArchiveSums.FIELD)) {
      finish(line, batches);
      return true;
    }
    Section current = sectionNamed(known, name, batches);
    add(current, JsonRows.read(current, line));
    sums().add(current.kind(), line, 0, line.length);
    return true;
  }

  private Section sectionNamed(ArchiveHeader known, String name, List<RowBatch> batches) {
    while (section < 0 || !known.sections().get(section).kind().table().equals(name)) {
      nextSection(known, batches);
    }
    return known.sections().get(section);
  }

  private void nextSection(ArchiveHeader known, List<RowBatch> batches) {
    release(batches);
    section++;
    if (section == known.sections().size()) {
      throw ArchiveFailures.invalid("records are not in their order, or of an unknown kind");
    }
  }

  /** Between the kinds: data of the next kind that has rows, or the last line. */
  private boolean readStart(ArchiveHeader known, List<RowBatch> batches) {
    if (start == end) {
      return false;
    }
    if (buffer[start] == '{') {
      byte[] line = line();
      if (line == null) {
        return false;
      }
      finish(line, batches);
      return true;
    }
    int length = CopyTuples.HEADER.length;
    if (end - start < length) {
      return false;
    }
    if (!Arrays.equals(buffer, start, start + length, CopyTuples.HEADER, 0, length)) {
      throw ArchiveFailures.invalid("COPY data do not begin where they should");
    }
    do {
      nextSection(known, batches);
    } while (known.sections().get(section).rows() == 0);
    consume(known, length);
    insideCopy = true;
    return true;
  }

  private boolean readTuple(ArchiveHeader known, List<RowBatch> batches) {
    int length = CopyTuples.TRAILER.length;
    if (end - start < length) {
      return false;
    }
    if (Arrays.equals(buffer, start, start + length, CopyTuples.TRAILER, 0, length)) {
      consume(known, length);
      release(batches);
      insideCopy = false;
      return true;
    }
    Section current = known.sections().get(section);
    ByteBuffer from = ByteBuffer.wrap(buffer, start, end - start);
    Row row = CopyTuples.read(current, from);
    if (row == null) {
      return false;
    }
    add(current, row);
    consume(known, from.position() - start);
    return true;
  }

  private void consume(ArchiveHeader known, int length) {
    sums().add(known.sections().get(section).kind(), buffer, start, length);
    start += length;
    searched = start;
  }

  private void add(Section current, Row row) {
    rows.add(row);
    rowBytes += row.bytes();
    sums().countRow(current.kind());
  }

  private void release(List<RowBatch> batches) {
    ArchiveHeader known = header;
    if (!rows.isEmpty() && known != null) {
      batches.add(new RowBatch(known.sections().get(section), rows));
      rows.clear();
      rowBytes = 0;
    }
  }

  private void finish(byte[] line, List<RowBatch> batches) {
    release(batches);
    byte[] expected = sums().line();
    int difference = Arrays.mismatch(line, expected);
    if (difference >= 0) {
      String same = new String(expected, 0, difference, StandardCharsets.UTF_8);
      throw ArchiveFailures.invalid(
          "the last line's count and sum do not fit the " + lastKind(same) + " that came");
    }
    ended = true;
  }

  /** Returns the last kind that a beginning of the last line names. */
  private static String lastKind(String beginning) {
    int place = beginning.lastIndexOf(KIND);
    return place < 0
        ? "first line"
        : beginning.substring(place + KIND.length()).replaceFirst("\".*", "");
  }

  private ArchiveSums sums() {
    ArchiveSums known = sums;
    if (known == null) {
      throw new IllegalStateException("nothing is summed before the first line");
    }
    return known;
  }

  /** Returns the next line, line end included; null when not all of it is there. */
  private byte @Nullable [] line() {
    for (int i = searched; i < end; i++) {
      if (buffer[i] == '\n') {
        byte[] line = Arrays.copyOfRange(buffer, start, i + 1);
        start = i + 1;
        searched = start;
        return line;
      }
    }
    searched = end;
    return null;
  }
}
