package dev.loxodonta.service.error;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.ProtocolMessageEnum;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with a request, so that a caller learns everything at once, then throws
 * one INVALID_FIELD. Every message has the form "was (what came); allowed is (what is allowed)".
 *
 * <pre>{@code
 * FieldChecks checks = new FieldChecks();
 * checks.projectId("project_id", request.getProjectId());
 * UUID id = checks.under("memories", 3).uuid("id", memory.getId());
 * checks.throwIfAny();
 * }</pre>
 *
 * <p>Checks that parse return null after they have noted a violation; with {@link #throwIfAny()}
 * called afterwards that null is never used. For one thread and one request.
 */
public final class FieldChecks {

  /** More violations than this are counted but not listed. */
  public static final int MAX_LISTED = 50;

  private static final int MAX_SHOWN_CHARACTERS = 64;
  private static final long MIN_TIMESTAMP_SECONDS = -62_135_596_800L;
  private static final long MAX_TIMESTAMP_SECONDS = 253_402_300_799L;
  private static final long MAX_DURATION_SECONDS = 315_576_000_000L;
  private static final int NANOS_PER_SECOND = 1_000_000_000;
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final String prefix;
  private final List<FieldViolation> violations;

  /** Starts the checks of one request. */
  public FieldChecks() {
    this("", new ArrayList<>());
  }

  private FieldChecks(String prefix, List<FieldViolation> violations) {
    this.prefix = prefix;
    this.violations = violations;
  }

  /** Returns checks whose fields lie in a message field; they share this collection. */
  public FieldChecks under(String field) {
    return new FieldChecks(prefix + field + ".", violations);
  }

  /** Returns checks whose fields lie in an element of a repeated field, counted from 0. */
  public FieldChecks under(String field, int index) {
    return under(field + "[" + index + "]");
  }

  /** Notes a violation; {@code message} says what came and what is allowed. */
  public void violation(String field, String message) {
    violations.add(new FieldViolation(prefix + field, message));
  }

  /** Notes a violation with the value that came and what is allowed, as {@code 1 to 1000}. */
  public void violation(String field, @Nullable Object came, String allowed) {
    violation(field, "was " + shown(came) + "; allowed is " + allowed);
  }

  private boolean counted(boolean condition, String field, String came, String allowed) {
    if (!condition) {
      violation(field, "was " + came + "; allowed is " + allowed);
    }
    return condition;
  }

  /** Says whether nothing has been noted so far, here and in every nested collection. */
  public boolean passed() {
    return violations.isEmpty();
  }

  /** Returns what has been noted so far. */
  public List<FieldViolation> violations() {
    return List.copyOf(violations);
  }

  /**
   * Ends the checks.
   *
   * @throws ServiceException INVALID_FIELD with every violation, when there is one
   */
  public void throwIfAny() {
    if (!violations.isEmpty()) {
      throw ServiceException.invalidFields(
          violations.size() <= MAX_LISTED ? violations : violations.subList(0, MAX_LISTED));
    }
  }

  /** Notes a violation unless the condition holds; returns the condition. */
  public boolean check(boolean condition, String field, @Nullable Object came, String allowed) {
    if (!condition) {
      violation(field, came, allowed);
    }
    return condition;
  }

  /** Wants a field that is there, as told by {@code hasX()}. */
  public boolean required(String field, boolean present) {
    if (!present) {
      violation(field, "was absent; it is required");
    }
    return present;
  }

  /** Wants a text that is not empty and not only blanks. */
  public boolean required(String field, String value) {
    if (value.isBlank()) {
      violation(field, (value.isEmpty() ? "was empty" : "was blank") + "; a text is required");
      return false;
    }
    return true;
  }

  /** Wants a project id, 1 to 2^63 − 1. */
  public boolean projectId(String field, long value) {
    return check(value >= 1, field, value, "1 to " + Long.MAX_VALUE);
  }

  /** Wants a whole number in a range, both ends included. */
  public boolean range(String field, long value, long min, long max) {
    return check(value >= min && value <= max, field, value, min + " to " + max);
  }

  /** Wants a finite number in a range, both ends included. */
  public boolean range(String field, double value, double min, double max) {
    return check(value >= min && value <= max, field, value, min + " to " + max);
  }

  /** Wants a finite number. */
  public boolean finite(String field, double value) {
    return check(Double.isFinite(value), field, value, "a finite number");
  }

  /** Wants a text of so many characters (Unicode code points), both ends included. */
  public boolean length(String field, String value, int min, int max) {
    int characters = value.codePointCount(0, value.length());
    return counted(
        characters >= min && characters <= max,
        field,
        characters + " characters",
        min + " to " + max + " characters");
  }

  /** Wants so many elements, both ends included. */
  public boolean count(String field, int size, int min, int max) {
    return counted(
        size >= min && size <= max, field, size + " elements", min + " to " + max + " elements");
  }

  /** Wants a UUID in its 36-character form; null after a violation. */
  public @Nullable UUID uuid(String field, String value) {
    if (UUID_TEXT.matcher(value).matches()) {
      return UUID.fromString(value);
    }
    violation(field, value, "a UUID, as 0190a5f8-6c1e-7cc3-98c4-dc0c0c07398f");
    return null;
  }

  /** Wants a UUID or nothing; null for nothing and after a violation. */
  public @Nullable UUID uuidOrEmpty(String field, String value) {
    return value.isEmpty() ? null : uuid(field, value);
  }

  /** Wants a vector of a length in the range whose elements are all finite. */
  public boolean vector(String field, List<Float> values, int minDimensions, int maxDimensions) {
    String allowed =
        minDimensions == maxDimensions
            ? minDimensions + " elements"
            : minDimensions + " to " + maxDimensions + " elements";
    int size = values.size();
    boolean fits = size >= minDimensions && size <= maxDimensions;
    if (!counted(fits, field, size + " elements", allowed)) {
      return false;
    }
    for (int i = 0; i < values.size(); i++) {
      float value = values.get(i);
      if (!Float.isFinite(value)) {
        violation(field + "[" + i + "]", value, "a finite number");
        return false;
      }
    }
    return true;
  }

  /** Wants a vector with an element other than zero, as the cosine metric does. */
  public boolean notZero(String field, List<Float> values) {
    boolean notZero = values.stream().anyMatch(v -> v != 0);
    return counted(
        notZero, field, "a vector of zeros", "a vector with a length, since the metric is cosine");
  }

  /** Returns the page size to use: the default for 0, cut to the largest one. */
  public int pageSize(String field, int value, int defaultSize, int max) {
    check(value >= 0, field, value, "0 (default " + defaultSize + ") to " + max);
    return value == 0 ? defaultSize : Math.min(value, max);
  }

  /** Wants a valid Timestamp, years 1 to 9999; null after a violation. */
  public @Nullable Instant timestamp(String field, Timestamp value) {
    boolean valid =
        value.getSeconds() >= MIN_TIMESTAMP_SECONDS
            && value.getSeconds() <= MAX_TIMESTAMP_SECONDS
            && value.getNanos() >= 0
            && value.getNanos() < NANOS_PER_SECOND;
    String came = value.getSeconds() + " s and " + value.getNanos() + " ns";
    boolean ok = counted(valid, field, came, "0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z");
    return ok ? Instant.ofEpochSecond(value.getSeconds(), value.getNanos()) : null;
  }

  /** Wants the second time later than the first; either may be absent. */
  public boolean before(
      String firstField, @Nullable Instant first, String secondField, @Nullable Instant second) {
    return first == null
        || second == null
        || check(
            first.isBefore(second),
            secondField,
            second,
            "a time after " + prefix + firstField + ", " + first);
  }

  /** Wants a Duration in a range, both ends included; null after a violation. */
  public java.time.@Nullable Duration duration(
      String field, Duration value, java.time.Duration min, java.time.Duration max) {
    if (Math.abs(value.getSeconds()) > MAX_DURATION_SECONDS
        || Math.abs((long) value.getNanos()) >= NANOS_PER_SECOND) {
      counted(false, field, value.getSeconds() + " s", min + " to " + max);
      return null;
    }
    var duration = java.time.Duration.ofSeconds(value.getSeconds(), value.getNanos());
    boolean ok = duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0;
    return check(ok, field, duration, min + " to " + max) ? duration : null;
  }

  /**
   * Wants an enum number that this version knows: proto3 keeps unknown ones.
   *
   * @param value the constant, as {@code request.getMode()}
   * @param number the number that came, as {@code request.getModeValue()}
   */
  public <E extends Enum<E> & ProtocolMessageEnum> boolean known(
      String field, E value, int number) {
    return check(
        value.getDescriptorForType().findValueByNumber(number) != null,
        field,
        number,
        "one of " + names(value, 0));
  }

  /** Wants an enum number that this version knows and that is not the unspecified one. */
  public <E extends Enum<E> & ProtocolMessageEnum> boolean specified(
      String field, E value, int number) {
    if (number == 0) {
      violation(field, "was absent; allowed is one of " + names(value, 1));
      return false;
    }
    return known(field, value, number);
  }

  private static String names(ProtocolMessageEnum value, int from) {
    return value.getDescriptorForType().getValues().stream()
        .filter(v -> v.getNumber() >= from)
        .map(EnumValueDescriptor::getName)
        .collect(Collectors.joining(", "));
  }

  private static String shown(@Nullable Object value) {
    String text = String.valueOf(value).replaceAll("\\p{Cntrl}", " ");
    String cut =
        text.codePointCount(0, text.length()) <= MAX_SHOWN_CHARACTERS
            ? text
            : text.substring(0, text.offsetByCodePoints(0, MAX_SHOWN_CHARACTERS)) + "…";
    return value instanceof String ? "\"" + cut + "\"" : cut;
  }
}
