package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.type.v1.Memory;
import io.r2dbc.spi.Readable;
import java.util.Optional;
import java.util.UUID;

/** One row of a read of memories: the slot's epoch on the node that answered, and a memory. */
final class ReadRow {

  private ReadRow() {}

  static Seen<Optional<Memory>> of(Readable row, boolean embedding) {
    Optional<Memory> memory =
        Optional.ofNullable(row.get("id", UUID.class))
            .map(id -> MemoryColumns.toMemory(row, embedding));
    return new Seen<>(row.get("slot_epoch", Long.class), memory);
  }
}
