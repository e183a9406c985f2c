package dev.loxodonta.ingest.read;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a read brought.
 *
 * @param epoch the slot's epoch on the node that answered; null: the node does not hold the slot,
 *     or not yet. With another epoch than the map's the value means nothing
 * @param value the value
 */
public record Seen<T>(@Nullable Long epoch, T value) {

  /**
   * The first part of every read: sets the tenant in the statement itself and takes the epoch. To
   * be formatted with the slot; {@code $1} is the project's id as text. {@code OFFSET 0} keeps it
   * apart, so that it is run before what is joined to it.
   */
  public static final String SESSION =
      "(SELECT set_config('loxo.project', $1, true),"
          + " (SELECT epoch FROM slot_owner WHERE slot = %d) AS slot_epoch OFFSET 0) s";

  /** Returns the rows that hold something; a read that finds nothing still has one row. */
  public static <T> Seen<List<T>> of(List<Seen<Optional<T>>> rows) {
    Long epoch = rows.isEmpty() ? null : rows.get(0).epoch();
    return new Seen<>(epoch, rows.stream().flatMap(row -> row.value().stream()).toList());
  }
}
