package dev.loxodonta.search.record;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.RowFields;
import dev.loxodonta.search.select.Frame;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a row behind the frame's, the same in both statements: as_planned, waiting,
 * compared, id, distance, and one that holds the record. Pure.
 */
final class RecordColumns {

  private static final int AS_PLANNED = Frame.COLUMNS;
  private static final int WAITING = AS_PLANNED + 1;
  private static final int COMPARED = AS_PLANNED + 2;
  private static final int ID = AS_PLANNED + 3;
  private static final int DISTANCE = AS_PLANNED + 4;
  private static final int RECORD = AS_PLANNED + 5;

  private RecordColumns() {}

  static <R> RecordRow<R> toRow(
      Readable row, Metric metric, BiFunction<UUID, RowFields, R> record) {
    UUID id = row.get(ID, UUID.class);
    return new RecordRow<>(
        Boolean.TRUE.equals(row.get(AS_PLANNED, Boolean.class)),
        Boolean.TRUE.equals(row.get(WAITING, Boolean.class)),
        requireNonNull(row.get(COMPARED, Long.class)),
        id == null ? Optional.empty() : Optional.of(toHit(id, row, metric, record)));
  }

  private static <R> RecordHit<R> toHit(
      UUID id, Readable row, Metric metric, BiFunction<UUID, RowFields, R> record) {
    double distance = requireNonNull(row.get(DISTANCE, Double.class));
    RowFields fields = requireNonNull(row.get(RECORD, RowFields.class));
    return new RecordHit<>(id, distance, metric.similarity(distance), record.apply(id, fields));
  }

  /** Returns the numbers of a vector; none where there is none. */
  static List<Float> numbers(@Nullable Halfvec vector) {
    if (vector == null) {
      return List.of();
    }
    List<Float> numbers = new ArrayList<>(vector.values().length);
    for (float value : vector.values()) {
      numbers.add(value);
    }
    return numbers;
  }
}
