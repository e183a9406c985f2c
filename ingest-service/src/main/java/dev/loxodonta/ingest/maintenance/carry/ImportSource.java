package dev.loxodonta.ingest.maintenance.carry;

import dev.loxodonta.ingest.archive.ArchiveHeader;
import dev.loxodonta.ingest.archive.ArchiveReader;
import dev.loxodonta.ingest.archive.RowBatch;
import dev.loxodonta.ingest.v1.ImportProjectRequest;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** The archive of one import, taken apart as it comes. Its rows can be asked for once. */
final class ImportSource {

  /**
   * How long the caller's stream stays open after an import has failed: until it was undone and the
   * failure was told. A stream that is cancelled before tells the caller nothing but that.
   */
  private static final Duration KEPT_OPEN = Duration.ofSeconds(60);

  private final Flux<ImportProjectRequest> messages;
  private final Scheduler threads;
  private final ArchiveReader reader = new ArchiveReader();
  private volatile @Nullable ImportProjectRequest first;
  private volatile long heardAtNanos = System.nanoTime();

  ImportSource(Flux<ImportProjectRequest> messages, Scheduler threads) {
    this.messages = messages;
    this.threads = threads;
  }

  /**
   * Returns the rows, in lists that may be empty; the first when the archive's first line has been
   * read. Fails with ARCHIVE_INVALID.
   */
  Flux<List<RowBatch>> rows() {
    return messages
        .publish(1)
        .refCount(1, KEPT_OPEN)
        .publishOn(threads, 2)
        .map(this::read)
        .skipUntil(rows -> reader.header().isPresent())
        .concatWith(Flux.defer(this::end));
  }

  private List<RowBatch> read(ImportProjectRequest message) {
    heardAtNanos = System.nanoTime();
    if (first == null) {
      first = message;
    }
    return reader.read(message.getData());
  }

  private Flux<List<RowBatch>> end() {
    reader.requireEnd();
    return Flux.empty();
  }

  /** Returns the first message. */
  ImportProjectRequest first() {
    ImportProjectRequest message = first;
    if (message == null) {
      throw new NoSuchElementException("no message came");
    }
    return message;
  }

  /** Returns what the archive's first line says; not before the first rows. */
  ArchiveHeader header() {
    return reader.header().orElseThrow();
  }

  /** Returns how long ago the caller last sent something. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardAtNanos);
  }
}
