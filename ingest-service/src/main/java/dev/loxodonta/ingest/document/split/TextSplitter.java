package dev.loxodonta.ingest.document.split;

import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.DocumentSplitter;
import dev.langchain4j.data.document.splitter.DocumentByParagraphSplitter;
import dev.langchain4j.data.document.splitter.DocumentBySentenceSplitter;
import dev.langchain4j.data.document.splitter.DocumentByWordSplitter;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.TokenCountEstimator;
import java.util.List;
import java.util.stream.Stream;

/** Splits texts with langchain4j's splitters. Pure; takes about half a second per megabyte. */
final class TextSplitter {

  private static final TokenCountEstimator TOKENS = new EstimatedTokens();

  private TextSplitter() {}

  /** Returns the pieces of a text that is not blank, none of them blank. */
  static List<String> split(String text, SplitRules rules) {
    DocumentSplitter splitter = splitter(rules);
    Stream<String> parts =
        rules.by() == SplitRules.Boundary.MARKDOWN
            ? MarkdownSections.of(text).stream()
            : Stream.of(text);
    return parts
        .filter(part -> !part.isBlank())
        .flatMap(part -> splitter.split(Document.from(part)).stream())
        .map(TextSegment::text)
        .filter(piece -> !piece.isBlank())
        .toList();
  }

  private static DocumentSplitter splitter(SplitRules rules) {
    int size = rules.size();
    int overlap = rules.overlap();
    boolean tokens = rules.unit() == SplitRules.Unit.TOKENS;
    return switch (rules.by()) {
      case SENTENCE ->
          tokens
              ? new DocumentBySentenceSplitter(size, overlap, TOKENS)
              : new DocumentBySentenceSplitter(size, overlap);
      case PARAGRAPH, MARKDOWN ->
          tokens
              ? new DocumentByParagraphSplitter(size, overlap, TOKENS)
              : new DocumentByParagraphSplitter(size, overlap);
      case FIXED ->
          tokens
              ? new DocumentByWordSplitter(size, overlap, TOKENS)
              : new DocumentByWordSplitter(size, overlap);
    };
  }
}
