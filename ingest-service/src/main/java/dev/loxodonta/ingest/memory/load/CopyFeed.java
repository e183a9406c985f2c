package dev.loxodonta.ingest.memory.load;

import dev.loxodonta.ingest.memory.draft.MemoryDraft;
import dev.loxodonta.ingest.memory.statement.CopyRows;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Packs rows into buffers for COPY: large ones, because small ones are slow, but none older than
 * {@link #MAX_AGE}, and never more than {@value #MAX_UNSENT} that are not sent yet. For one load.
 */
final class CopyFeed {

  /** How long rows wait for others. */
  static final Duration MAX_AGE = Duration.ofMillis(250);

  private static final int MAX_UNSENT = 4;
  private static final double HEADROOM = 1.25;

  private final CopyRows rows;
  private final int bytes;
  private final Deque<CopyBuffer> unsent = new ArrayDeque<>();
  private @Nullable CopyBuffer current;
  private long startedAtNanos;

  CopyFeed(CopyRows rows, int bytes) {
    this.rows = rows;
    this.bytes = bytes;
  }

  /** Returns the buffers of rows, header and trailer included. */
  Flux<ByteBuf> buffers(Flux<List<MemoryDraft>> drafts) {
    return drafts
        .<CopyBuffer>handle(
            (memories, sink) -> {
              CopyBuffer full = add(memories);
              if (full != null) {
                sink.next(full);
              }
            })
        .concatWith(Mono.fromSupplier(this::last))
        .concatMap(this::whenRoom, 0);
  }

  private @Nullable CopyBuffer add(List<MemoryDraft> memories) {
    CopyBuffer buffer = open();
    memories.forEach(memory -> rows.row(memory, buffer));
    boolean old = System.nanoTime() - startedAtNanos > MAX_AGE.toNanos();
    if (buffer.readableBytes() < bytes && !old) {
      return null;
    }
    current = null;
    return buffer;
  }

  private CopyBuffer open() {
    CopyBuffer buffer = current;
    if (buffer == null) {
      buffer = new CopyBuffer((int) (bytes * HEADROOM));
      current = buffer;
      if (startedAtNanos == 0) {
        CopyRows.header(buffer);
      }
      startedAtNanos = System.nanoTime();
    }
    return buffer;
  }

  private CopyBuffer last() {
    CopyBuffer buffer = open();
    CopyRows.trailer(buffer);
    return buffer;
  }

  private Mono<ByteBuf> whenRoom(CopyBuffer buffer) {
    unsent.add(buffer);
    Mono<ByteBuf> next = Mono.just(buffer);
    return unsent.size() <= MAX_UNSENT ? next : unsent.remove().released().then(next);
  }
}
