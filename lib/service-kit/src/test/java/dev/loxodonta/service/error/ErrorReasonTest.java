package dev.loxodonta.service.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorReasonTest {

  private static final Path DOCS = Path.of("../../docs/errors.md");
  private static final Set<Status.Code> RETRYABLE_CODES =
      EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.ABORTED, Status.Code.RESOURCE_EXHAUSTED);

  @ParameterizedTest
  @EnumSource
  void clientAction_isOneSentence(ErrorReason reason) {
    assertThat(reason.clientAction()).matches("[A-Z][^.]*(\\.[A-Z][^.]*)*\\.");
  }

  @ParameterizedTest
  @EnumSource
  void name_isUpperSnakeAsErrorInfoWantsIt(ErrorReason reason) {
    assertThat(reason.name()).matches("[A-Z][A-Z0-9_]+[A-Z0-9]").hasSizeLessThan(64);
  }

  @ParameterizedTest
  @EnumSource
  void retryable_onlyWithCodesThatSaySo(ErrorReason reason) {
    if (reason.retryable()) {
      assertThat(reason.code()).isIn(RETRYABLE_CODES);
      assertThat(reason.retryDelay()).hasValueSatisfying(d -> assertThat(d).isPositive());
    }
  }

  @Test
  void clientActions_areUnique() {
    assertThat(ErrorReason.values()).extracting(ErrorReason::clientAction).doesNotHaveDuplicates();
  }

  @Test
  void names_areUniqueIgnoringUnderscores() {
    assertThat(ErrorReason.values())
        .extracting(reason -> reason.name().replace("_", ""))
        .doesNotHaveDuplicates();
  }

  @Test
  void docsPage_isWhatTheEnumSays() throws IOException {
    String page = page();
    if (Boolean.getBoolean("loxodonta.docs.write")) {
      Files.createDirectories(DOCS.toAbsolutePath().normalize().getParent());
      Files.writeString(DOCS, page);
    }
    assertThat(DOCS).as("write it with -Dloxodonta.docs.write=true").content().isEqualTo(page);
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Errors

            Every error is a `google.rpc.Status`. Its `ErrorInfo` has the domain `loxodonta` and one
            of the reasons below, which never change their meaning or their code; match on the
            reason, never on the message. `BadRequest` names fields, `RetryInfo` says when to try
            again, `QuotaFailure` names a quota. *Retry* means that the same request, unchanged, may
            succeed later; the delay is the one sent when nothing better is known.

            This page is generated from `ErrorReason` (a test compares the two).

            | reason | gRPC code | retry after | what to do |
            | --- | --- | --- | --- |
            """);
    Arrays.stream(ErrorReason.values())
        .map(
            reason ->
                "| `%s` | %s | %s | %s |\n"
                    .formatted(
                        reason.name(),
                        reason.code(),
                        reason.retryDelay().map(d -> d.toMillis() + " ms").orElse("—"),
                        reason.clientAction()))
        .forEach(page::append);
    return page.toString();
  }
}
