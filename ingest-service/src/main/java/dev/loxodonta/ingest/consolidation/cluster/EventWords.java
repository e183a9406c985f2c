package dev.loxodonta.ingest.consolidation.cluster;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The words of an event's text: three characters or more, the first a letter, the others letters or
 * digits, in small letters. The most usual English ones are passed over. Pure.
 */
final class EventWords {

  private static final int MIN_CHARACTERS = 3;
  private static final int MAX_CHARACTERS = 40;
  private static final int READ_CHARACTERS = 400;

  private static final int LETTERS =
      1 << Character.UPPERCASE_LETTER
          | 1 << Character.LOWERCASE_LETTER
          | 1 << Character.TITLECASE_LETTER
          | 1 << Character.MODIFIER_LETTER
          | 1 << Character.OTHER_LETTER;

  private static final int LETTERS_AND_DIGITS =
      LETTERS
          | 1 << Character.DECIMAL_DIGIT_NUMBER
          | 1 << Character.LETTER_NUMBER
          | 1 << Character.OTHER_NUMBER;

  private static final Set<String> USUAL =
      Set.of(
          "the", "and", "for", "that", "this", "with", "was", "were", "are", "has", "have", "had",
          "not", "but", "you", "your", "she", "her", "his", "him", "they", "them", "their", "its",
          "our", "from", "about", "into", "what", "when", "which", "who", "how", "why", "then",
          "than", "will", "would", "can", "could", "should", "did", "does", "been", "being",
          "there", "here", "all", "any", "some", "one", "two", "more", "most", "very", "also",
          "just", "out");

  private EventWords() {}

  /** Returns the words, each once. */
  static Set<String> of(String text) {
    Set<String> words = new HashSet<>();
    int end = Math.min(text.length(), READ_CHARACTERS);
    int at = 0;
    while (at < end) {
      int beginning = pass(text, at, end, LETTERS, false);
      at = pass(text, beginning, end, LETTERS_AND_DIGITS, true);
      add(text, beginning, at, words);
    }
    return words;
  }

  /** Returns where the first character is that is of some types, or is not. */
  private static int pass(String text, int from, int end, int types, boolean passed) {
    int at = from;
    while (at < end) {
      int character = text.codePointAt(at);
      boolean is = ((types >> Character.getType(character)) & 1) != 0;
      if (is != passed) {
        break;
      }
      at += Character.charCount(character);
    }
    return Math.min(at, end);
  }

  private static void add(String text, int beginning, int end, Set<String> words) {
    int characters = text.codePointCount(beginning, end);
    if (characters >= MIN_CHARACTERS && end - beginning <= MAX_CHARACTERS) {
      String word = text.substring(beginning, end).toLowerCase(Locale.ROOT);
      if (!USUAL.contains(word)) {
        words.add(word);
      }
    }
  }
}
