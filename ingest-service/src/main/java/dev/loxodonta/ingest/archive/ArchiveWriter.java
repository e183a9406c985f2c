package dev.loxodonta.ingest.archive;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes an archive of rows that come kind after kind. What it has made is taken away with {@link
 * #take}, so that it holds no more than its user lets it. For one thread at a time.
 */
public final class ArchiveWriter {

  private final ArchiveHeader header;
  private final ArchiveSums sums;
  private final ByteArrayOutputStream row = new ByteArrayOutputStream();
  private ByteString.Output made = ByteString.newOutput();
  private @Nullable RecordKind open;

  /** Begins an archive. */
  public ArchiveWriter(ArchiveHeader header) {
    this.header = header;
    this.sums = new ArchiveSums(header.sections());
    byte[] line = HeaderJson.write(header);
    sums.addHeader(line);
    made.write(line, 0, line.length);
  }

  /** Adds a row; its kind is that of the last one or a later one. */
  public void add(RecordKind kind, Row values) {
    if (kind != open) {
      close();
      open = kind;
      if (header.format() == ArchiveFormat.BINARY_COPY) {
        row.writeBytes(CopyTuples.HEADER);
      }
    }
    switch (header.format()) {
      case JSON_LINES -> JsonRows.write(kind, values, row);
      case BINARY_COPY -> CopyTuples.write(values, row);
    }
    sums.countRow(kind);
    flush(kind);
  }

  /** Ends the archive. */
  public void end() {
    close();
    byte[] line = sums.line();
    made.write(line, 0, line.length);
  }

  /** Returns how many bytes wait to be taken. */
  public int size() {
    return made.size();
  }

  /** Returns how many rows were added. */
  public long rows() {
    return sums.rows();
  }

  /** Returns what was made since it was taken last. */
  public ByteString take() {
    ByteString taken = made.toByteString();
    made = ByteString.newOutput();
    return taken;
  }

  private void close() {
    if (open != null && header.format() == ArchiveFormat.BINARY_COPY) {
      row.writeBytes(CopyTuples.TRAILER);
      flush(open);
    }
  }

  private void flush(RecordKind kind) {
    byte[] bytes = row.toByteArray();
    row.reset();
    sums.add(kind, bytes, 0, bytes.length);
    made.write(bytes, 0, bytes.length);
  }
}
