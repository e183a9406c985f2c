package dev.loxodonta.postgres.filter;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which memories a filter keeps, by the words of the contract and without SQL: for estimates
 * from samples, and to test the compiled filters against. Pure.
 */
public final class FilterMatcher {

  private FilterMatcher() {}

  /**
   * Returns whether a filter keeps a memory. What replaced a value after {@code known_at} cannot be
   * told from the memory and counts.
   *
   * @param filter a filter that {@link FilterSql} found no fault with
   * @param now when it is looked; a memory that has expired is not kept
   */
  public static boolean keeps(Filter filter, Memory memory, Timestamp now) {
    return among(filter.getMemoryTypesList(), memory.getMemoryType())
        && among(filter.getSessionIdsList(), memory.getSessionId())
        && among(filter.getIdsList(), memory.getId())
        && (!filter.getCreated().hasFrom()
            || compare(memory.getCreatedAt(), filter.getCreated().getFrom()) >= 0)
        && (!filter.getCreated().hasTo()
            || compare(memory.getCreatedAt(), filter.getCreated().getTo()) < 0)
        && memory.getImportance() >= filter.getMinImportance()
        && (!filter.hasMetadata() || holds(filter.getMetadata(), memory.getMetadata()))
        && (!memory.hasExpiresAt() || compare(memory.getExpiresAt(), now) > 0)
        && among(filter.getFactKeysList(), memory.getFactKey())
        && (!filter.hasKnownAt() || compare(memory.getRecordedAt(), filter.getKnownAt()) <= 0)
        && (filter.getAnyTime() || isValid(memory, heldAt(filter, now)));
  }

  private static Timestamp heldAt(Filter filter, Timestamp now) {
    return filter.hasValidAt()
        ? filter.getValidAt()
        : filter.hasKnownAt() ? filter.getKnownAt() : now;
  }

  private static boolean isValid(Memory memory, Timestamp time) {
    return (!memory.hasValidFrom() || compare(memory.getValidFrom(), time) <= 0)
        && (!memory.hasValidTo() || compare(memory.getValidTo(), time) > 0);
  }

  private static boolean among(List<String> values, String value) {
    return values.isEmpty() || values.contains(value);
  }

  private static int compare(Timestamp a, Timestamp b) {
    int seconds = Long.compare(a.getSeconds(), b.getSeconds());
    return seconds != 0 ? seconds : Integer.compare(a.getNanos(), b.getNanos());
  }

  private static boolean holds(Condition condition, Struct metadata) {
    return switch (condition.getKindCase()) {
      case EQUALS ->
          condition.getEquals().getValue().equals(at(metadata, condition.getEquals().getKey()));
      case IN -> {
        Value value = at(metadata, condition.getIn().getKey());
        yield value != null && condition.getIn().getValuesList().contains(value);
      }
      case RANGE -> inside(condition.getRange(), at(metadata, condition.getRange().getKey()));
      case EXISTS -> at(metadata, condition.getExists().getKey()) != null;
      case CONTAINS -> {
        Value value = at(metadata, condition.getContains().getKey());
        yield value != null && isHeld(condition.getContains().getValue(), value);
      }
      case ALL -> condition.getAll().getConditionsList().stream().allMatch(c -> holds(c, metadata));
      case ANY -> condition.getAny().getConditionsList().stream().anyMatch(c -> holds(c, metadata));
      case NOT -> !holds(condition.getNot(), metadata);
      case KIND_NOT_SET -> throw new IllegalArgumentException();
    };
  }

  private static @Nullable Value at(Struct metadata, String key) {
    Value value = Value.newBuilder().setStructValue(metadata).build();
    for (String level : key.split("\\.")) {
      if (!value.hasStructValue() || !value.getStructValue().containsFields(level)) {
        return null;
      }
      value = value.getStructValue().getFieldsOrThrow(level);
    }
    return value;
  }

  private static boolean inside(Condition.Range range, @Nullable Value value) {
    return value != null
        && (!range.hasGte() || sameKind(value, range.getGte()) && order(value, range.getGte()) >= 0)
        && (!range.hasGt() || sameKind(value, range.getGt()) && order(value, range.getGt()) > 0)
        && (!range.hasLte() || sameKind(value, range.getLte()) && order(value, range.getLte()) <= 0)
        && (!range.hasLt() || sameKind(value, range.getLt()) && order(value, range.getLt()) < 0);
  }

  private static boolean sameKind(Value a, Value b) {
    return a.getKindCase() == b.getKindCase();
  }

  private static int order(Value a, Value b) {
    if (a.hasNumberValue()) {
      return Double.compare(a.getNumberValue(), b.getNumberValue());
    }
    int[] left = a.getStringValue().codePoints().toArray();
    int[] right = b.getStringValue().codePoints().toArray();
    return java.util.Arrays.compare(left, right);
  }

  private static boolean isHeld(Value wanted, Value holder) {
    if (!wanted.hasStructValue() && !wanted.hasListValue()) {
      return holder.hasListValue() && holder.getListValue().getValuesList().contains(wanted);
    }
    return contains(holder, wanted);
  }

  /** PostgreSQL's {@code @>} below the top. */
  private static boolean contains(Value holder, Value wanted) {
    if (wanted.hasStructValue()) {
      return holder.hasStructValue()
          && wanted.getStructValue().getFieldsMap().entrySet().stream()
              .allMatch(
                  e ->
                      holder.getStructValue().containsFields(e.getKey())
                          && contains(
                              holder.getStructValue().getFieldsOrThrow(e.getKey()), e.getValue()));
    }
    if (wanted.hasListValue()) {
      return holder.hasListValue()
          && wanted.getListValue().getValuesList().stream()
              .allMatch(
                  w ->
                      holder.getListValue().getValuesList().stream().anyMatch(h -> contains(h, w)));
    }
    return holder.equals(wanted);
  }
}
