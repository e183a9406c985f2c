package dev.loxodonta.ingest.memory.load;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A buffer that tells when it was let go, which is after the driver has sent it. */
final class CopyBuffer extends UnpooledHeapByteBuf {

  private final Sinks.Empty<Void> released = Sinks.empty();

  CopyBuffer(int capacity) {
    super(UnpooledByteBufAllocator.DEFAULT, capacity, Integer.MAX_VALUE);
  }

  /** Completes when the buffer was let go. */
  Mono<Void> released() {
    return released.asMono();
  }

  @Override
  protected void deallocate() {
    super.deallocate();
    released.tryEmitEmpty();
  }
}
