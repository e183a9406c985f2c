package dev.loxodonta.router.grpc;

import dev.loxodonta.service.error.FieldChecks;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tokens of pages in the order of a number: opaque to callers, checked when they come back. */
public final class PageTokens {

  private static final Pattern TOKEN = Pattern.compile("after-([0-9a-f]{1,16})");

  private PageTokens() {}

  /** Returns the token of the page after this number. */
  public static String of(long last) {
    return "after-" + Long.toHexString(last);
  }

  /** Returns the number of a token, 0 of the empty one; notes a violation for any other text. */
  public static long number(FieldChecks checks, String field, String token) {
    if (token.isEmpty()) {
      return 0;
    }
    Matcher matcher = TOKEN.matcher(token);
    if (!matcher.matches()) {
      checks.violation(field, token, "the next_page_token of the page before");
      return 0;
    }
    return Long.parseUnsignedLong(matcher.group(1), 16);
  }
}
