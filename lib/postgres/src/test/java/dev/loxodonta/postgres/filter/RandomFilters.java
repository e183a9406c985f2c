package dev.loxodonta.postgres.filter;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.Memory;
import dev.loxodonta.type.v1.TimeRange;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Makes memories and filters over few enough values that they often meet. */
final class RandomFilters {

  private static final List<String> KEYS = List.of("a", "b", "c d", "0", "ä");
  private static final List<String> TEXTS =
      List.of("", "x", "xy", "Z", "é", "\uffff", "🐘", "1", "a\"b\\", "null");
  private static final List<Double> NUMBERS =
      List.of(0.0, 1.0, -1.0, 0.1, 2.5, 1e300, 1e-300, 9007199254740993.0, -12345.678);
  private static final List<String> TYPES = List.of("fact", "event", "preference");
  private static final List<String> SESSIONS = List.of("s1", "s2", "s3");

  private final Random random;
  private final long nowSeconds;
  private int keys;

  RandomFilters(long seed, long nowSeconds) {
    this.random = new Random(seed);
    this.nowSeconds = nowSeconds;
  }

  Memory memory() {
    Memory.Builder memory =
        Memory.newBuilder()
            .setId(new UUID(random.nextLong(), random.nextLong()).toString())
            .setMemoryType(pick(TYPES))
            .setImportance(random.nextInt(5) / 4f)
            .setCreatedAt(time())
            .setRecordedAt(time())
            .setMetadata(struct(3));
    if (random.nextBoolean()) {
      memory.setSessionId(pick(SESSIONS));
    }
    if (random.nextInt(4) == 0) {
      memory.setExpiresAt(time());
    }
    if (random.nextInt(4) == 0) {
      memory.setFactKey("key " + keys++);
    }
    if (random.nextInt(3) == 0) {
      memory.setValidFrom(time());
    }
    if (random.nextInt(3) == 0) {
      long from = memory.hasValidFrom() ? memory.getValidFrom().getSeconds() : nowSeconds - 10_090;
      memory.setValidTo(Timestamp.newBuilder().setSeconds(from + 1 + random.nextInt(60)));
    }
    return memory.build();
  }

  Filter filter(List<Memory> memories) {
    Filter.Builder filter = Filter.newBuilder();
    if (random.nextInt(4) == 0) {
      filter.addMemoryTypes(pick(TYPES)).addMemoryTypes(pick(TYPES));
    }
    if (random.nextInt(6) == 0) {
      filter.addSessionIds(pick(SESSIONS));
    }
    if (random.nextInt(8) == 0) {
      memories.stream().filter(m -> random.nextBoolean()).forEach(m -> filter.addIds(m.getId()));
    }
    if (random.nextInt(4) == 0) {
      Timestamp from = time();
      filter.setCreated(
          TimeRange.newBuilder()
              .setFrom(from)
              .setTo(from.toBuilder().setSeconds(from.getSeconds() + random.nextInt(60))));
    }
    if (random.nextInt(3) == 0) {
      filter.setValidAt(time());
    }
    if (random.nextInt(4) == 0) {
      filter.setKnownAt(time());
    }
    if (!filter.hasValidAt() && !filter.hasKnownAt()) {
      filter.setAnyTime(random.nextInt(4) == 0);
    }
    if (random.nextInt(6) == 0) {
      memories.stream()
          .filter(m -> !m.getFactKey().isEmpty() && random.nextBoolean())
          .forEach(m -> filter.addFactKeys(m.getFactKey()));
    }
    if (random.nextInt(4) == 0) {
      filter.setMinImportance(random.nextInt(5) / 4f);
    }
    return random.nextInt(8) == 0 ? filter.build() : filter.setMetadata(condition(3)).build();
  }

  private Condition condition(int depth) {
    Condition.Builder condition = Condition.newBuilder();
    return switch (random.nextInt(depth == 0 ? 5 : 8)) {
      case 0 ->
          condition
              .setEquals(Condition.Equals.newBuilder().setKey(key()).setValue(value(2)))
              .build();
      case 1 -> {
        Condition.In.Builder in = Condition.In.newBuilder().setKey(key());
        int count = random.nextBoolean() ? 1 + random.nextInt(4) : 9 + random.nextInt(9);
        for (int i = 0; i < count; i++) {
          in.addValues(value(random.nextInt(4) == 0 ? 1 : 0));
        }
        yield condition.setIn(in).build();
      }
      case 2 -> condition.setRange(range()).build();
      case 3 -> condition.setExists(Condition.Exists.newBuilder().setKey(key())).build();
      case 4 ->
          condition
              .setContains(Condition.Contains.newBuilder().setKey(key()).setValue(value(2)))
              .build();
      case 5 -> condition.setAll(conditions(depth)).build();
      case 6 -> condition.setAny(conditions(depth)).build();
      default -> condition.setNot(condition(depth - 1)).build();
    };
  }

  private Condition.Conditions conditions(int depth) {
    Condition.Conditions.Builder conditions = Condition.Conditions.newBuilder();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      conditions.addConditions(condition(depth - 1));
    }
    return conditions.build();
  }

  private Condition.Range range() {
    boolean numbers = random.nextBoolean();
    Condition.Range.Builder range = Condition.Range.newBuilder().setKey(key());
    int bounds = 1 + random.nextInt(15);
    if ((bounds & 1) != 0) {
      range.setGte(bound(numbers));
    }
    if ((bounds & 2) != 0) {
      range.setGt(bound(numbers));
    }
    if ((bounds & 4) != 0) {
      range.setLte(bound(numbers));
    }
    if ((bounds & 8) != 0) {
      range.setLt(bound(numbers));
    }
    return range.build();
  }

  private Value bound(boolean number) {
    return number
        ? Value.newBuilder().setNumberValue(pick(NUMBERS)).build()
        : Value.newBuilder().setStringValue(pick(TEXTS)).build();
  }

  private String key() {
    return random.nextInt(3) == 0 ? pick(KEYS) + "." + pick(KEYS) : pick(KEYS);
  }

  private Struct struct(int depth) {
    Struct.Builder struct = Struct.newBuilder();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      struct.putFields(pick(KEYS), value(depth - 1));
    }
    return struct.build();
  }

  private Value value(int depth) {
    Value.Builder value = Value.newBuilder();
    return switch (random.nextInt(depth <= 0 ? 5 : 8)) {
      case 0 -> value.setNullValue(NullValue.NULL_VALUE).build();
      case 1 -> value.setBoolValue(random.nextBoolean()).build();
      case 2, 3 -> value.setNumberValue(pick(NUMBERS)).build();
      case 4 -> value.setStringValue(pick(TEXTS)).build();
      case 5 -> value.setStructValue(struct(depth)).build();
      default -> value.setListValue(list(depth)).build();
    };
  }

  private ListValue list(int depth) {
    ListValue.Builder list = ListValue.newBuilder();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      list.addValues(value(depth - 1));
    }
    return list.build();
  }

  private Timestamp time() {
    // Far from now, which goes on while the test runs.
    long distance = 10_000 + random.nextInt(100);
    long seconds = random.nextBoolean() ? nowSeconds + distance : nowSeconds - distance;
    return Timestamp.newBuilder().setSeconds(seconds).build();
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
