package dev.loxodonta.ingest.archive;

import java.util.List;

/**
 * Rows of one section of an archive, in their order.
 *
 * @param section the section
 * @param rows the rows, at least one
 */
public record RowBatch(Section section, List<Row> rows) {

  /** Copies the list. */
  public RowBatch {
    rows = List.copyOf(rows);
  }
}
