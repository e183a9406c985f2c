package dev.loxodonta.ingest.document.draft;

import dev.loxodonta.ingest.document.split.SplitRules;
import dev.loxodonta.ingest.document.split.SplitRules.Boundary;
import dev.loxodonta.ingest.document.split.SplitRules.Unit;
import dev.loxodonta.ingest.v1.SplitBy;
import dev.loxodonta.ingest.v1.Splitting;
import dev.loxodonta.service.error.FieldChecks;

/** Checks how a text is to be split. Pure. */
final class SplittingChecks {

  private static final int DEFAULT_TOKENS = 200;
  private static final int MIN_TOKENS = 8;
  private static final int MAX_TOKENS = 8_192;
  private static final int MIN_CHARACTERS = 16;
  private static final int MAX_CHARACTERS = 100_000;
  private static final int DEFAULT_OVERLAP_PART = 10;

  private SplittingChecks() {}

  /** Returns the rules; after a violation was noted they must not be used. */
  static SplitRules rules(FieldChecks checks, Splitting splitting) {
    checks.known("by", splitting.getBy(), splitting.getByValue());
    Unit unit = splitting.hasMaxCharacters() ? Unit.CHARACTERS : Unit.TOKENS;
    int size = size(checks, splitting);
    int overlap = splitting.hasOverlap() ? splitting.getOverlap() : size / DEFAULT_OVERLAP_PART;
    checks.range("overlap", overlap, 0, Math.max(0, size / 2));
    return new SplitRules(boundary(splitting.getBy()), unit, size, overlap);
  }

  private static int size(FieldChecks checks, Splitting splitting) {
    return switch (splitting.getSizeCase()) {
      case MAX_CHARACTERS -> {
        checks.range(
            "max_characters", splitting.getMaxCharacters(), MIN_CHARACTERS, MAX_CHARACTERS);
        yield splitting.getMaxCharacters();
      }
      case MAX_TOKENS -> {
        checks.range("max_tokens", splitting.getMaxTokens(), MIN_TOKENS, MAX_TOKENS);
        yield splitting.getMaxTokens();
      }
      case SIZE_NOT_SET -> DEFAULT_TOKENS;
    };
  }

  private static Boundary boundary(SplitBy by) {
    return switch (by) {
      case SPLIT_BY_SENTENCE -> Boundary.SENTENCE;
      case SPLIT_BY_MARKDOWN -> Boundary.MARKDOWN;
      case SPLIT_BY_FIXED -> Boundary.FIXED;
      case SPLIT_BY_UNSPECIFIED, SPLIT_BY_PARAGRAPH, UNRECOGNIZED -> Boundary.PARAGRAPH;
    };
  }
}
