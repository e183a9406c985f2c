package dev.loxodonta.search.plan;

import com.google.protobuf.Value;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The part of a filter that indexes of an own slot answer, and which they are. Pure.
 *
 * @param filter the part: keeps at least what the whole filter keeps
 * @param indexes the names of the indexes; none when no index helps
 */
record ServedFilter(Filter filter, List<String> indexes) {

  /** No part at all. */
  static final ServedFilter NONE = new ServedFilter(Filter.getDefaultInstance(), List.of());

  /** Up to so many values of {@code in} become questions to the index. */
  private static final int MAX_INDEX_QUESTIONS = 8;

  static ServedFilter of(Filter filter, int slot) {
    Filter.Builder served =
        Filter.newBuilder()
            .addAllMemoryTypes(filter.getMemoryTypesList())
            .addAllSessionIds(filter.getSessionIdsList())
            .addAllIds(filter.getIdsList());
    List<String> indexes = new ArrayList<>();
    addIf(filter.getMemoryTypesCount() > 0, indexes, slot, "type");
    addIf(filter.getSessionIdsCount() > 0, indexes, slot, "session");
    addIf(filter.getIdsCount() > 0, indexes, slot, "pkey");
    if (filter.getCreated().hasFrom() || filter.getCreated().hasTo()) {
      served.setCreated(filter.getCreated());
      indexes.add(Indexes.of(slot, "project_id_created_at_id_idx"));
    }
    Optional<Condition> metadata =
        filter.hasMetadata() ? served(filter.getMetadata()) : Optional.empty();
    metadata.ifPresent(served::setMetadata);
    addIf(metadata.isPresent(), indexes, slot, "metadata");
    return new ServedFilter(served.build(), List.copyOf(indexes));
  }

  private static void addIf(boolean helps, List<String> indexes, int slot, String name) {
    if (helps) {
      indexes.add(Indexes.of(slot, name));
    }
  }

  private static Optional<Condition> served(Condition condition) {
    return switch (condition.getKindCase()) {
      case EQUALS, CONTAINS -> Optional.of(condition);
      case IN ->
          condition.getIn().getValuesList().stream().filter(ServedFilter::isScalar).count()
                  <= MAX_INDEX_QUESTIONS
              ? Optional.of(condition)
              : Optional.empty();
      case ALL -> all(parts(condition.getAll()));
      case ANY -> any(condition, parts(condition.getAny()));
      case RANGE, EXISTS, NOT, KIND_NOT_SET -> Optional.empty();
    };
  }

  private static List<Condition> parts(Condition.Conditions conditions) {
    return conditions.getConditionsList().stream()
        .map(ServedFilter::served)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Condition> all(List<Condition> served) {
    return served.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Condition.newBuilder()
                .setAll(Condition.Conditions.newBuilder().addAllConditions(served))
                .build());
  }

  private static Optional<Condition> any(Condition condition, List<Condition> served) {
    return served.size() < condition.getAny().getConditionsCount()
        ? Optional.empty()
        : Optional.of(
            Condition.newBuilder()
                .setAny(Condition.Conditions.newBuilder().addAllConditions(served))
                .build());
  }

  private static boolean isScalar(Value value) {
    return !value.hasStructValue() && !value.hasListValue();
  }
}
