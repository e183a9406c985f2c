package dev.loxodonta.bench.write;

import dev.loxodonta.bench.cluster.PacedStream;
import dev.loxodonta.ingest.v1.MemoryServiceGrpc.MemoryServiceStub;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.ingest.v1.StreamMemoriesResponse;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;

/** Sends items on one stream as fast as it takes them, and counts their acks. */
final class AckedStream {

  private AckedStream() {}

  /**
   * Sends all and returns when all are acknowledged, and how many they were.
   *
   * @throws java.util.concurrent.CompletionException when one is refused
   */
  static long send(MemoryServiceStub service, Iterator<StreamMemoriesRequest> items) {
    AtomicLong written = new AtomicLong();
    PacedStream.send(service::streamMemories, items, ack -> count(ack, written));
    return written.get();
  }

  private static void count(StreamMemoriesResponse ack, AtomicLong written) {
    if (ack.hasError()) {
      throw new IllegalStateException("refused: " + ack.getError());
    }
    written.incrementAndGet();
  }
}
