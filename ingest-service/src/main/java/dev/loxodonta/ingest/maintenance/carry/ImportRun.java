package dev.loxodonta.ingest.maintenance.carry;

import dev.loxodonta.ingest.archive.RecordKind;
import dev.loxodonta.ingest.archive.Row;
import dev.loxodonta.ingest.archive.RowBatch;
import dev.loxodonta.ingest.memory.statement.AddCounts;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The transaction of one import: copies batch after batch and, once the archive's end was verified,
 * the project's counts. Runs once: the rows cannot be asked for again, so a failure ends the
 * import.
 */
final class ImportRun {

  private final Flux<RowBatch> batches;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean started;
  private volatile long rows;
  private volatile long copiedAtNanos = System.nanoTime();
  private long memories;
  private long vectors;
  private long chunks;

  /** Takes the rows, which end with an error unless the archive was verified. */
  ImportRun(Flux<RowBatch> batches) {
    this.batches = batches;
  }

  /** Returns how many rows PostgreSQL has taken. */
  long rows() {
    return rows;
  }

  /** Returns how long ago it took some. */
  Duration pause() {
    return Duration.ofNanos(System.nanoTime() - copiedAtNanos);
  }

  /** Copies everything and returns how many rows there were. */
  Mono<Long> copy(WriteSession session) {
    if (started) {
      return Mono.error(firstFailure());
    }
    started = true;
    return PrepareImport.run(session)
        .flatMap(languages -> copy(session, languages))
        .doOnError(e -> failure.compareAndSet(null, e));
  }

  /**
   * Returns why the import failed, when that is known better than by what the writer says; what the
   * driver says of a broken connection the writer has translated.
   */
  Throwable reason(Throwable said) {
    Throwable first = failure.get();
    return first == null || first instanceof R2dbcException ? said : first;
  }

  /** A batch that is under way is let end before an error of the archive ends the import. */
  private Mono<Long> copy(WriteSession session, Map<String, Integer> languages) {
    CopyRows copy = new CopyRows(session, languages);
    return batches
        .concatMapDelayError(batch -> copy.copy(batch).doOnNext(copied -> passed(batch)), false, 1)
        .then(Mono.defer(() -> PrepareImport.end(session)))
        .then(Mono.defer(() -> AddCounts.run(session, memories, vectors, chunks)))
        .then(Mono.fromSupplier(() -> rows));
  }

  private void passed(RowBatch batch) {
    int count = batch.rows().size();
    if (batch.section().kind() == RecordKind.MEMORIES) {
      int embedding = batch.section().indexOf("embedding");
      memories += count;
      vectors += batch.rows().stream().filter(row -> hasVector(row, embedding)).count();
    } else if (batch.section().kind() == RecordKind.CHUNKS) {
      chunks += count;
    }
    rows += count;
    copiedAtNanos = System.nanoTime();
  }

  private static boolean hasVector(Row row, int column) {
    return column >= 0 && !row.isNull(column);
  }

  private Throwable firstFailure() {
    Throwable first = failure.get();
    return first == null
        ? ServiceException.of(
            ErrorReason.CONFLICT, "the import met another write; repeat all of it")
        : first;
  }
}
