package dev.loxodonta.search.query;

import dev.loxodonta.service.error.FieldChecks;
import java.time.Duration;
import java.util.Optional;

/** Checks what a request says of re-ranking. Stateless. */
public final class RerankReader {

  /** How many are re-ranked when the request does not say. */
  public static final int DEFAULT_FIRST_N = 50;

  private static final int MAX_NAME_CHARACTERS = 64;
  private static final int MAX_TEXT_CHARACTERS = 8_192;
  private static final Duration LEAST_TIME = Duration.ofMillis(1);
  private static final Duration MOST_TIME = Duration.ofSeconds(10);

  private RerankReader() {}

  /**
   * Returns what is wanted. After a violation was noted it must not be run.
   *
   * @param text the search's text
   * @param atLeast how many must be re-ranked for the rest of the request to make sense, from 0
   * @param checks where violations are noted, under {@code rerank}
   */
  public static Rerank read(
      dev.loxodonta.search.v1.Rerank from, String text, int atLeast, FieldChecks checks) {
    checks.length("model", from.getModel(), 1, MAX_NAME_CHARACTERS);
    int firstN = from.hasFirstN() ? from.getFirstN() : Math.max(DEFAULT_FIRST_N, atLeast);
    checks.range("first_n", firstN, Math.max(1, atLeast), Rerank.MAX_FIRST_N);
    Optional<Duration> deadline =
        from.hasDeadline()
            ? Optional.ofNullable(
                checks.duration("deadline", from.getDeadline(), LEAST_TIME, MOST_TIME))
            : Optional.empty();
    String question = from.getText().isBlank() ? meaning(text) : from.getText();
    if (question.isBlank()) {
      checks.violation("text", "was empty; required where the search has no text");
    }
    checks.length("text", from.getText(), 0, MAX_TEXT_CHARACTERS);
    return new Rerank(from.getModel(), firstN, deadline, question);
  }

  private static String meaning(String text) {
    return text.isBlank() ? "" : QueryTextParser.parse(text).meaning();
  }
}
