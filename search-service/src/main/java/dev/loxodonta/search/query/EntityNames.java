package dev.loxodonta.search.query;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.regex.Pattern;

/**
 * Finds what may be the name of an entity in a text: up to six words that stand together, without
 * what is no letter and no digit around them, with and without an English genitive at the end.
 * Which of these are names is for the database to say. Pure.
 */
public final class EntityNames {

  private static final int MAX_WORDS = 6;

  /** Names behind these words are not looked for. */
  private static final int MAX_TEXT_WORDS = 64;

  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");
  private static final Pattern EDGES = Pattern.compile("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$");
  private static final Pattern GENITIVE = Pattern.compile("(?<=\\p{L})['’][sS]?$");

  private EntityNames() {}

  /** Returns what may be names, each once; fewer than a thousand. */
  public static List<String> in(QueryText text) {
    String[] words = BLANKS.split(text.meaning().strip(), MAX_TEXT_WORDS + 1);
    int count = Math.min(words.length, MAX_TEXT_WORDS);
    SequencedSet<String> names = new LinkedHashSet<>();
    for (int first = 0; first < count; first++) {
      StringBuilder together = new StringBuilder();
      for (int last = first; last < Math.min(count, first + MAX_WORDS); last++) {
        together.append(together.isEmpty() ? "" : " ").append(words[last]);
        add(together.toString(), names);
      }
    }
    return List.copyOf(names);
  }

  private static void add(String words, SequencedSet<String> names) {
    String name = EDGES.matcher(words).replaceAll("");
    if (!name.isEmpty()) {
      names.add(name);
      String owner = GENITIVE.matcher(name).replaceFirst("");
      names.add(owner);
    }
  }
}
