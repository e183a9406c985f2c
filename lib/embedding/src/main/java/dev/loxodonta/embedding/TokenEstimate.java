package dev.loxodonta.embedding;

/**
 * How many tokens a text has, about, whatever the model: a run of letters or digits counts one for
 * each {@value #CHARACTERS_PER_TOKEN} characters begun; every other character that is not white
 * space, and every ideograph, counts one. Two texts, put together, never have more than both have.
 * Stateless.
 */
public final class TokenEstimate {

  /** Letters or digits that make a token at most. */
  public static final int CHARACTERS_PER_TOKEN = 6;

  private TokenEstimate() {}

  /** Returns the estimate, 0 for a blank text. */
  public static int of(String text) {
    int tokens = 0;
    int run = 0;
    int next;
    for (int i = 0; i < text.length(); i += Character.charCount(next)) {
      next = text.codePointAt(i);
      boolean inWord = Character.isLetterOrDigit(next) && !Character.isIdeographic(next);
      if (inWord) {
        tokens += run % CHARACTERS_PER_TOKEN == 0 ? 1 : 0;
        run++;
      } else {
        tokens += Character.isWhitespace(next) ? 0 : 1;
        run = 0;
      }
    }
    return tokens;
  }
}
