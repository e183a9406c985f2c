package dev.loxodonta.ingest.archive;

import java.util.List;

/**
 * The part of an archive that holds one kind of record.
 *
 * @param kind the kind
 * @param columns the columns that the archive has of it, in their order
 * @param rows how many rows it has
 */
public record Section(RecordKind kind, List<Column> columns, long rows) {

  /** Copies the list. */
  public Section {
    columns = List.copyOf(columns);
  }

  /** Returns the place of a column; −1 when the archive does not have it. */
  public int indexOf(String column) {
    return columns.stream().map(Column::name).toList().indexOf(column);
  }
}
