package dev.loxodonta.service.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.loxodonta.ingest.v1.MemoryOrder;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FieldChecksTest {

  private static final java.time.Duration HOUR = java.time.Duration.ofHours(1);

  private final FieldChecks checks = new FieldChecks();

  @Test
  void throwIfAny_carriesEveryViolationWithItsPath() {
    checks.range("k", 1001, 1, 1000);
    checks.under("memories", 3).required("content", "");

    ServiceException e = catchThrowableOfType(ServiceException.class, checks::throwIfAny);

    assertThat(e.reason()).isEqualTo(ErrorReason.INVALID_FIELD);
    assertThat(e.fieldViolations())
        .containsExactly(
            new FieldViolation("k", "was 1001; allowed is 1 to 1000"),
            new FieldViolation("memories[3].content", "was empty; a text is required"));
  }

  @Test
  void throwIfAny_doesNothingWhenAllIsWell() {
    checks.range("k", 10, 1, 1000);
    checks.throwIfAny();
    assertThat(checks.passed()).isTrue();
  }

  @Test
  void throwIfAny_listsNoMoreThanTheLimit() {
    for (int i = 0; i < 200; i++) {
      checks.under("memories", i).required("content", false);
    }
    ServiceException e = catchThrowableOfType(ServiceException.class, checks::throwIfAny);
    assertThat(e.fieldViolations()).hasSize(FieldChecks.MAX_LISTED);
  }

  @ParameterizedTest
  @MethodSource
  void badValue_isNamedWithWhatIsAllowed(Consumer<FieldChecks> check, String expected) {
    check.accept(checks);
    assertThat(checks.violations()).extracting(FieldViolation::toString).containsExactly(expected);
  }

  static Stream<Arguments> badValue_isNamedWithWhatIsAllowed() {
    return Stream.of(
        bad(
            c -> c.projectId("project_id", 0),
            "project_id: was 0; allowed is 1 to " + Long.MAX_VALUE),
        bad(c -> c.range("alpha", Double.NaN, 0, 1), "alpha: was NaN; allowed is 0.0 to 1.0"),
        bad(c -> c.finite("x", 1 / 0.0), "x: was Infinity; allowed is a finite number"),
        bad(
            c -> c.length("name", "ab", 3, 5),
            "name: was 2 characters; allowed is 3 to 5 characters"),
        bad(c -> c.count("ids", 0, 1, 9), "ids: was 0 elements; allowed is 1 to 9 elements"),
        bad(
            c -> c.uuid("id", "1-2-3-4-5"),
            "id: was \"1-2-3-4-5\"; allowed is a UUID, as 0190a5f8-6c1e-7cc3-98c4-dc0c0c07398f"),
        bad(c -> c.required("text", " \t"), "text: was blank; a text is required"),
        bad(c -> c.vector("v", List.of(1f), 2, 2), "v: was 1 elements; allowed is 2 elements"),
        bad(
            c -> c.vector("v", List.of(1f, Float.NaN), 1, 9),
            "v[1]: was NaN; allowed is a finite number"),
        bad(
            c -> c.notZero("v", List.of(0f, -0f)),
            "v: was a vector of zeros; allowed is a vector with a length, since the metric is"
                + " cosine"),
        bad(
            c -> c.pageSize("page_size", -1, 100, 1000),
            "page_size: was -1; allowed is 0 (default 100) to 1000"),
        bad(
            c -> c.timestamp("at", Timestamp.newBuilder().setNanos(-1).build()),
            "at: was 0 s and -1 ns; allowed is 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z"),
        bad(
            c -> c.before("from", Instant.EPOCH, "to", Instant.EPOCH),
            "to: was 1970-01-01T00:00:00Z; allowed is a time after from, 1970-01-01T00:00:00Z"),
        bad(
            c -> c.duration("age", Duration.newBuilder().setSeconds(7200).build(), HOUR, HOUR),
            "age: was PT2H; allowed is PT1H to PT1H"),
        bad(
            c -> c.known("order", MemoryOrder.UNRECOGNIZED, 99),
            "order: was 99; allowed is one of MEMORY_ORDER_UNSPECIFIED, MEMORY_ORDER_NEWEST,"
                + " MEMORY_ORDER_OLDEST, MEMORY_ORDER_IMPORTANCE"),
        bad(
            c -> c.specified("order", MemoryOrder.MEMORY_ORDER_UNSPECIFIED, 0),
            "order: was absent; allowed is one of MEMORY_ORDER_NEWEST, MEMORY_ORDER_OLDEST,"
                + " MEMORY_ORDER_IMPORTANCE"));
  }

  private static Arguments bad(Consumer<FieldChecks> check, String expected) {
    return Arguments.of(check, expected);
  }

  @Test
  void goodValues_pass() {
    assertThat(checks.uuid("id", "0190A5F8-6c1e-7cc3-98c4-dc0c0c07398f")).isNotNull();
    assertThat(checks.uuidOrEmpty("id", "")).isNull();
    assertThat(checks.pageSize("n", 0, 100, 1000)).isEqualTo(100);
    assertThat(checks.pageSize("n", 5000, 100, 1000)).isEqualTo(1000);
    assertThat(checks.timestamp("at", Timestamp.getDefaultInstance())).isEqualTo(Instant.EPOCH);
    assertThat(checks.before("a", null, "b", Instant.EPOCH)).isTrue();
    assertThat(checks.length("name", "😀😀", 2, 2)).isTrue();
    assertThat(checks.known("order", MemoryOrder.MEMORY_ORDER_NEWEST, 1)).isTrue();
    assertThat(checks.passed()).isTrue();
  }

  @Test
  void longValue_isCutAndCleaned() {
    checks.uuid("id", "x\n".repeat(100));
    assertThat(checks.violations().get(0).message()).hasSizeLessThan(160).doesNotContain("\n");
  }
}
