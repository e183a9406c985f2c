package dev.loxodonta.search.query;

import dev.loxodonta.search.paging.Fingerprint;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.service.error.FieldChecks;
import java.util.Optional;
import java.util.function.Supplier;

/** Checks where a search goes on. Stateless. */
public final class PageReader {

  private static final String FIELD = "page_token";

  private PageReader() {}

  /**
   * Returns the pages before; absent for the first.
   *
   * @param reshaped whether hits are diverse or in groups, which have no pages
   * @param query the fingerprint of the request
   * @param others what may differ from page to page, for people
   * @param checks where violations are noted
   */
  public static Optional<PageToken> read(
      String text,
      boolean reshaped,
      Supplier<Fingerprint> query,
      String others,
      FieldChecks checks) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (reshaped) {
      checks.violation(FIELD, "was given beside diversity or group_by, which have no pages");
      return Optional.empty();
    }
    try {
      PageToken token = PageToken.parse(text);
      if (!token.query().equals(query.get())) {
        checks.violation(
            FIELD, "belongs to another query; only " + others + " may differ from page to page");
      }
      return Optional.of(token);
    } catch (IllegalArgumentException e) {
      checks.violation(FIELD, text, "the next_page_token of an answer, or nothing");
      return Optional.empty();
    }
  }
}
