package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.type.v1.Memory;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of a read: the slot's epoch on the node that answered, and a memory. A read that finds
 * nothing still has one row.
 *
 * @param epoch the epoch; null: the node does not hold the slot, or not yet
 * @param memory the memory; null: nothing was found
 */
record ReadRow(@Nullable Long epoch, @Nullable Memory memory) {

  /**
   * The first part of every read: sets the tenant in the statement itself and takes the epoch. To
   * be formatted with the slot; {@code $1} is the project's id as text. {@code OFFSET 0} keeps it
   * apart, so that it is run before what is joined to it.
   */
  static final String SESSION =
      "(SELECT set_config('loxo.project', $1, true),"
          + " (SELECT epoch FROM slot_owner WHERE slot = %d) AS slot_epoch OFFSET 0) s";

  static ReadRow of(Readable row, boolean embedding) {
    return new ReadRow(
        row.get("slot_epoch", Long.class),
        row.get("id", UUID.class) == null ? null : MemoryColumns.toMemory(row, embedding));
  }

  static MemoriesRead toRead(List<ReadRow> rows) {
    Long epoch = rows.isEmpty() ? null : rows.get(0).epoch();
    return new MemoriesRead(
        epoch, rows.stream().map(ReadRow::memory).filter(m -> m != null).toList());
  }
}
