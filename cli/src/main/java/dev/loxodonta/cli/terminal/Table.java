package dev.loxodonta.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows under headings, each column as wide as its widest cell. Not thread-safe. */
public final class Table {

  private final List<List<String>> rows = new ArrayList<>();
  private final int columns;

  /** Starts with the headings. */
  public Table(String... headings) {
    columns = headings.length;
    rows.add(List.of(headings));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException when it has not as many cells as there are headings
   */
  public Table row(Object... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException(
          "the row has " + cells.length + " cells; expected are " + columns);
    }
    rows.add(List.of(cells).stream().map(String::valueOf).toList());
    return this;
  }

  /** Says whether there are only headings. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** Returns the lines, two spaces between columns, each ended by a line break. */
  @Override
  public String toString() {
    int[] widths = IntStream.range(0, columns).map(this::width).toArray();
    return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private String line(List<String> row, int[] widths) {
    return IntStream.range(0, columns)
            .mapToObj(i -> row.get(i) + " ".repeat(widths[i] - row.get(i).length()))
            .collect(Collectors.joining("  "))
            .stripTrailing()
        + "\n";
  }
}
