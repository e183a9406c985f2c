package dev.loxodonta.search.record;

import dev.loxodonta.search.rank.IdOrder;
import java.util.Comparator;
import java.util.UUID;

/**
 * A document or an entity that was found.
 *
 * @param id its id
 * @param distance how far its vector is, smaller is nearer
 * @param similarity the same, larger is nearer
 * @param value the document or the entity
 */
public record RecordHit<R>(UUID id, double distance, double similarity, R value) {

  /** Nearest first; equally near ones by id. */
  static final Comparator<RecordHit<?>> NEAREST_FIRST =
      Comparator.<RecordHit<?>>comparingDouble(RecordHit::distance)
          .thenComparing(RecordHit::id, IdOrder.BYTES);
}
