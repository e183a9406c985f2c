package dev.loxodonta.search.passage;

import java.util.List;

/**
 * Joins chunks that follow one another. What stands at the end of one and again at the beginning of
 * the next is kept once; else an empty line is put between them. Pure.
 */
final class JoinedText {

  /** Shorter repetitions are chance. */
  private static final int MIN_OVERLAP = 12;

  private static final String GAP = "\n\n";

  private JoinedText() {}

  /** Returns the text. */
  static String of(List<String> chunks) {
    StringBuilder text = new StringBuilder(chunks.get(0));
    String before = chunks.get(0);
    for (String chunk : chunks.subList(1, chunks.size())) {
      int overlap = overlap(before, chunk);
      if (overlap > 0) {
        text.append(chunk, overlap, chunk.length());
      } else {
        text.append(GAP).append(chunk);
      }
      before = chunk;
    }
    return text.toString();
  }

  /** Returns how long the longest end of the first is that the second begins with. */
  private static int overlap(String first, String second) {
    int longest = Math.min(first.length(), second.length());
    int[] borders = borders(second, longest);
    int matched = 0;
    for (int i = first.length() - longest; i < first.length(); i++) {
      while (matched > 0 && (matched == longest || second.charAt(matched) != first.charAt(i))) {
        matched = borders[matched - 1];
      }
      matched += second.charAt(matched) == first.charAt(i) ? 1 : 0;
    }
    return matched < MIN_OVERLAP ? 0 : matched;
  }

  /** The failure function of Knuth, Morris and Pratt: Fast pattern matching in strings, 1977. */
  private static int[] borders(String text, int length) {
    int[] borders = new int[length];
    for (int i = 1; i < length; i++) {
      int border = borders[i - 1];
      while (border > 0 && text.charAt(border) != text.charAt(i)) {
        border = borders[border - 1];
      }
      borders[i] = border + (text.charAt(border) == text.charAt(i) ? 1 : 0);
    }
    return borders;
  }
}
