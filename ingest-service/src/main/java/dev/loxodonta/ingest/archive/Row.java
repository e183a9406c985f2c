package dev.loxodonta.ingest.archive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One record: a value for each column of its kind, in PostgreSQL's binary form. Immutable by
 * custom: arrays are not copied.
 */
public final class Row {

  private final List<Optional<byte[]>> values;

  /** Takes the values; absent ones are null in PostgreSQL. */
  public Row(List<Optional<byte[]>> values) {
    this.values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /** Returns how many columns there are. */
  public int size() {
    return values.size();
  }

  /** Returns whether a column is null. */
  public boolean isNull(int column) {
    return values.get(column).isEmpty();
  }

  /** Returns a column's value; null where it is null in PostgreSQL. */
  public byte @Nullable [] value(int column) {
    return values.get(column).orElse(null);
  }

  /** Returns how many bytes its values have. */
  public int bytes() {
    int bytes = 0;
    for (Optional<byte[]> value : values) {
      bytes += value.map(v -> v.length).orElse(0);
    }
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Row that
        && size() == that.size()
        && IntStream.range(0, size()).allMatch(i -> Arrays.equals(value(i), that.value(i)));
  }

  @Override
  public int hashCode() {
    return Objects.hash(values.stream().map(v -> Arrays.hashCode(v.orElse(null))).toArray());
  }

  @Override
  public String toString() {
    return values.stream()
        .map(v -> v.map(b -> HexFormat.of().formatHex(b)).orElse("null"))
        .toList()
        .toString();
  }
}
