package dev.loxodonta.search.explain;

/**
 * Why a memory is not among the hits.
 *
 * @param kind the kind of reason
 * @param field the field of the request that kept it away; empty when none did
 * @param detail a sentence for people
 */
public record Miss(Kind kind, String field, String detail) {

  /** The kinds of reasons, as in the contract. */
  public enum Kind {
    /** There is no such memory. */
    NOT_THERE,
    /** It is not visible. */
    NOT_VISIBLE,
    /** A condition does not hold. */
    FILTERED,
    /** It has no vector. */
    NO_VECTOR,
    /** The words do not match. */
    WORDS,
    /** Its score is too low. */
    BELOW_MIN_SCORE,
    /** It is not similar enough. */
    BELOW_MIN_SIMILARITY,
    /** Others are better. */
    BEYOND_K,
    /** It is good enough, but was not looked at. */
    PASSED_OVER,
    /** It was on a page before, or gave way to others. */
    RESHAPED
  }

  static Miss of(Kind kind, String detail) {
    return new Miss(kind, "", detail);
  }
}
