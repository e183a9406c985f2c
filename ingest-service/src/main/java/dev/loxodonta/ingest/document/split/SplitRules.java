package dev.loxodonta.ingest.document.split;

/**
 * How a text is split.
 *
 * @param by at what boundaries
 * @param unit what size and overlap are counted in
 * @param size how long a chunk may be, at least 8
 * @param overlap how much of a chunk may stand again in the next, 0 to half of the size
 */
public record SplitRules(Boundary by, Unit unit, int size, int overlap) {

  /** At what boundaries a text is split. */
  public enum Boundary {
    /** Whole sentences. */
    SENTENCE,
    /** Whole paragraphs. */
    PARAGRAPH,
    /** Whole sections of Markdown. */
    MARKDOWN,
    /** Anywhere between two words. */
    FIXED
  }

  /** What lengths are counted in. */
  public enum Unit {
    /** UTF-16 code units. */
    CHARACTERS,
    /** Tokens, estimated. */
    TOKENS
  }
}
