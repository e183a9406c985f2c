package dev.loxodonta.postgres.filter;

import com.google.protobuf.Value;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Condition;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Compiles a range of metadata values: numbers as numbers, texts in code point order whatever the
 * database's collation is. Pure.
 */
final class RangeCompiler {

  private record Bound(String field, String operator, Value value) {}

  private RangeCompiler() {}

  static Fragment compile(Condition.Range range, FieldChecks checks) {
    List<Bound> bounds = bounds(range);
    boolean fit = fit(bounds, checks);
    return ConditionCompiler.withKey(range.getKey(), checks, fit, key -> compile(key, bounds));
  }

  private static List<Bound> bounds(Condition.Range range) {
    List<Bound> bounds = new ArrayList<>();
    if (range.hasGte()) {
      bounds.add(new Bound("gte", " >= ", range.getGte()));
    }
    if (range.hasGt()) {
      bounds.add(new Bound("gt", " > ", range.getGt()));
    }
    if (range.hasLte()) {
      bounds.add(new Bound("lte", " <= ", range.getLte()));
    }
    if (range.hasLt()) {
      bounds.add(new Bound("lt", " < ", range.getLt()));
    }
    return bounds;
  }

  private static boolean fit(List<Bound> bounds, FieldChecks checks) {
    if (bounds.isEmpty()) {
      checks.violation("gte", "was absent; at least one of gte, gt, lte and lt is required");
      return false;
    }
    boolean fit = true;
    for (Bound bound : bounds) {
      fit &= fit(bound, bounds.get(0).value(), checks);
    }
    return fit;
  }

  private static boolean fit(Bound bound, Value first, FieldChecks checks) {
    Value value = bound.value();
    if (!value.hasNumberValue() && !value.hasStringValue()) {
      checks.violation(bound.field(), "was neither; allowed is a number or a text");
      return false;
    }
    if (value.hasNumberValue() && !checks.finite(bound.field(), value.getNumberValue())) {
      return false;
    }
    String text = value.getStringValue();
    return checks.check(text.indexOf('\0') < 0, bound.field(), text, "a text without U+0000")
        && checks.check(
            value.getKindCase() == first.getKindCase(),
            bound.field(),
            value.hasNumberValue() ? "a number" : "a text",
            "bounds of one kind");
  }

  private static Fragment compile(MetadataKey key, List<Bound> bounds) {
    boolean numbers = bounds.get(0).value().hasNumberValue();
    Fragment value =
        numbers
            ? Fragment.of("").add(key.value()).sql("::numeric")
            : Fragment.of("(").add(key.value()).sql(" #>> '{}') COLLATE \"C\"");
    List<Fragment> parts = new ArrayList<>(bounds.size());
    for (Bound bound : bounds) {
      parts.add(
          Fragment.of("")
              .add(value)
              .sql(bound.operator())
              .bind(numbers ? BigDecimal.valueOf(bound.value().getNumberValue()) : text(bound))
              .sql(numbers ? "::numeric" : "::text"));
    }
    // CASE, because the parts of an AND may be run in any order and the cast fails on texts.
    return Fragment.of("CASE WHEN jsonb_typeof")
        .add(key.value())
        .sql(numbers ? " = 'number' THEN " : " = 'string' THEN ")
        .add(Fragment.join(parts, " AND "))
        .sql(" ELSE false END");
  }

  private static String text(Bound bound) {
    return bound.value().getStringValue();
  }
}
