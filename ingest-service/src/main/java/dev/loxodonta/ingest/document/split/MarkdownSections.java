package dev.loxodonta.ingest.document.split;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Cuts Markdown at its headings. A heading without a text of its own stays with the section after
 * it; what looks like a heading inside a fenced block of code is none. Nothing is lost: the
 * sections, put together, are the text. Pure.
 */
final class MarkdownSections {

  private static final Pattern HEADING = Pattern.compile(" {0,3}#{1,6}([ \t].*)?");
  private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,}).*");

  private final List<String> sections = new ArrayList<>();
  private final StringBuilder section = new StringBuilder();
  private boolean hasText;
  private String fence = "";

  private MarkdownSections() {}

  /** Returns the sections in order. */
  static List<String> of(String text) {
    MarkdownSections cut = new MarkdownSections();
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      int next = end < 0 ? text.length() : end + 1;
      cut.add(text.substring(from, next));
      from = next;
    }
    cut.close();
    return cut.sections;
  }

  private void add(String line) {
    String bare = line.stripTrailing();
    boolean heading = fence.isEmpty() && HEADING.matcher(bare).matches();
    if (heading && hasText) {
      close();
    }
    section.append(line);
    hasText |= !heading && !bare.isEmpty();
    follow(bare);
  }

  /** Notes where a block of code begins and ends: at a fence of the same kind, as long at least. */
  private void follow(String bare) {
    if (fence.isEmpty()) {
      var opening = FENCE.matcher(bare);
      fence = opening.matches() ? opening.group(1) : "";
    } else if (bare.strip().startsWith(fence)
        && bare.strip().chars().allMatch(c -> c == fence.charAt(0))) {
      fence = "";
    }
  }

  private void close() {
    if (!section.isEmpty()) {
      sections.add(section.toString());
    }
    section.setLength(0);
    hasText = false;
  }
}
