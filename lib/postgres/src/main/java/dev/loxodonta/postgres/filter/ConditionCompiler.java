package dev.loxodonta.postgres.filter;

import com.google.protobuf.ListValue;
import com.google.protobuf.Value;
import dev.loxodonta.postgres.metadata.MetadataChecks;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Compiles a condition on metadata. For one condition and one thread. A condition with a violation
 * compiles to {@code false}, which is never run.
 */
final class ConditionCompiler {

  private static final int MAX_DEPTH = 8;
  private static final int MAX_CONDITIONS = 100;
  private static final int MAX_BRANCHES = 32;
  private static final int MAX_IN_VALUES = 1_000;

  /** Up to so many values of {@code in} an index is asked for each of them. */
  private static final int MAX_INDEX_QUESTIONS = 8;

  private int seen;

  /** Returns the condition as SQL that is true or false, never null. */
  Fragment compile(Condition condition, FieldChecks checks) {
    return compile(condition, checks, 1);
  }

  private Fragment compile(Condition condition, FieldChecks checks, int depth) {
    if (++seen > MAX_CONDITIONS || depth > MAX_DEPTH) {
      return tooLarge(checks, depth);
    }
    return switch (condition.getKindCase()) {
      case EQUALS -> equal(condition.getEquals(), checks.under("equals"));
      case IN -> in(condition.getIn(), checks.under("in"));
      case RANGE -> RangeCompiler.compile(condition.getRange(), checks.under("range"));
      case EXISTS -> exists(condition.getExists(), checks.under("exists"));
      case CONTAINS -> contains(condition.getContains(), checks.under("contains"));
      case ALL -> branches(condition.getAll(), checks.under("all"), " AND ", depth);
      case ANY -> branches(condition.getAny(), checks.under("any"), " OR ", depth);
      case NOT ->
          Fragment.of("NOT (")
              .add(compile(condition.getNot(), checks.under("not"), depth + 1))
              .sql(")");
      case KIND_NOT_SET -> {
        checks.violation("kind", "was absent; exactly one kind of condition is required");
        yield Fragment.of("false");
      }
    };
  }

  private Fragment tooLarge(FieldChecks checks, int depth) {
    if (depth > MAX_DEPTH) {
      checks.violation("kind", depth, "conditions nested at most " + MAX_DEPTH + " deep");
    } else if (seen == MAX_CONDITIONS + 1) {
      checks.violation("kind", seen, "at most " + MAX_CONDITIONS + " conditions in all");
    }
    return Fragment.of("false");
  }

  private Fragment branches(
      Condition.Conditions branches, FieldChecks checks, String operator, int depth) {
    int count = branches.getConditionsCount();
    if (!checks.count("conditions", count, 1, MAX_BRANCHES)) {
      return Fragment.of("false");
    }
    List<Fragment> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parts.add(compile(branches.getConditions(i), checks.under("conditions", i), depth + 1));
    }
    return Fragment.join(parts, operator);
  }

  private static Fragment equal(Condition.Equals equals, FieldChecks checks) {
    boolean fit = MetadataChecks.value(checks, "value", equals.getValue());
    return withKey(equals.getKey(), checks, fit, key -> equal(key, equals.getValue()));
  }

  private static Fragment equal(MetadataKey key, Value value) {
    return isScalar(value)
        ? key.contains(value)
        : Fragment.of("(")
            .add(key.contains(value))
            .sql(" AND ")
            .add(key.value())
            .sql(" = ")
            .bind(MetadataKey.json(value))
            .sql("::jsonb)");
  }

  private static Fragment in(Condition.In in, FieldChecks checks) {
    List<Value> values = in.getValuesList();
    boolean fit = checks.count("values", values.size(), 1, MAX_IN_VALUES);
    for (int i = 0; fit && i < values.size(); i++) {
      fit = MetadataChecks.value(checks, "values[" + i + "]", values.get(i));
    }
    return withKey(in.getKey(), checks, fit, key -> in(key, values));
  }

  private static Fragment in(MetadataKey key, List<Value> values) {
    List<Fragment> parts = new ArrayList<>();
    List<Value> scalars = values.stream().filter(ConditionCompiler::isScalar).toList();
    if (scalars.size() <= MAX_INDEX_QUESTIONS) {
      scalars.forEach(v -> parts.add(key.contains(v)));
    } else {
      parts.add(amongScalars(key, scalars));
    }
    values.stream().filter(v -> !isScalar(v)).forEach(v -> parts.add(equal(key, v)));
    return Fragment.join(parts, " OR ");
  }

  /** An array of one scalar is contained in another array when that holds an equal one. */
  private static Fragment amongScalars(MetadataKey key, List<Value> scalars) {
    Value all =
        Value.newBuilder().setListValue(ListValue.newBuilder().addAllValues(scalars)).build();
    return Fragment.of("(")
        .add(key.value())
        .sql(" IS NOT NULL AND jsonb_build_array")
        .add(key.value())
        .sql(" <@ ")
        .bind(MetadataKey.json(all))
        .sql("::jsonb)");
  }

  private static Fragment exists(Condition.Exists exists, FieldChecks checks) {
    return withKey(
        exists.getKey(),
        checks,
        true,
        key -> Fragment.of("(").add(key.value()).sql(" IS NOT NULL)"));
  }

  private static Fragment contains(Condition.Contains contains, FieldChecks checks) {
    Value value = contains.getValue();
    boolean fit = MetadataChecks.value(checks, "value", value);
    return withKey(
        contains.getKey(),
        checks,
        fit,
        key -> isScalar(value) ? key.containsElement(value) : key.contains(value));
  }

  static Fragment withKey(
      String text, FieldChecks checks, boolean fit, Function<MetadataKey, Fragment> condition) {
    MetadataKey key = MetadataKey.parse(checks, text);
    return key == null || !fit ? Fragment.of("false") : condition.apply(key);
  }

  private static boolean isScalar(Value value) {
    return !value.hasStructValue() && !value.hasListValue();
  }
}
