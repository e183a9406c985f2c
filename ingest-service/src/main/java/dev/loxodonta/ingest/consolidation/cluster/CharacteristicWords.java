package dev.loxodonta.ingest.consolidation.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names clusters by the words that are more frequent in their events than in the whole batch: share
 * of the cluster's events with the word, times the logarithm of one over its share in the batch
 * (tf–idf over events). Words have three letters or more; the most usual English ones are passed
 * over. Immutable.
 */
public final class CharacteristicWords {

  private static final int MAX_WORDS = 4;
  private static final int MAX_WORD_CHARACTERS = 40;
  private static final int READ_CHARACTERS = 400;
  private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{N}]{2,}");
  private static final Set<String> USUAL =
      Set.of(
          "the", "and", "for", "that", "this", "with", "was", "were", "are", "has", "have", "had",
          "not", "but", "you", "your", "she", "her", "his", "him", "they", "them", "their", "its",
          "our", "from", "about", "into", "what", "when", "which", "who", "how", "why", "then",
          "than", "will", "would", "can", "could", "should", "did", "does", "been", "being",
          "there", "here", "all", "any", "some", "one", "two", "more", "most", "very", "also",
          "just", "out");

  private final Map<String, Integer> eventsByWord = new HashMap<>();
  private final int eventCount;

  /** Counts the words of a batch. */
  public CharacteristicWords(Collection<SessionEvent> batch) {
    eventCount = batch.size();
    batch.forEach(e -> words(e).forEach(word -> eventsByWord.merge(word, 1, Integer::sum)));
  }

  /**
   * Returns up to four words, the most characteristic first, or the session where there is none.
   */
  public String name(EventCluster cluster) {
    Map<String, Integer> counts = new HashMap<>();
    cluster.events().forEach(e -> words(e).forEach(w -> counts.merge(w, 1, Integer::sum)));
    List<String> best =
        counts.entrySet().stream()
            .filter(c -> c.getValue() > 1)
            .sorted(
                Comparator.comparingDouble((Map.Entry<String, Integer> c) -> -weight(c))
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MAX_WORDS)
            .map(Map.Entry::getKey)
            .toList();
    return best.isEmpty() ? cluster.sessionId() : best.stream().collect(Collectors.joining(", "));
  }

  private double weight(Map.Entry<String, Integer> count) {
    int everywhere = eventsByWord.getOrDefault(count.getKey(), count.getValue());
    return count.getValue() * Math.log(1 + (double) eventCount / everywhere);
  }

  private static Set<String> words(SessionEvent event) {
    String text = event.text();
    Matcher matcher = WORD.matcher(text).region(0, Math.min(text.length(), READ_CHARACTERS));
    Set<String> words = new HashSet<>();
    while (matcher.find()) {
      String word = matcher.group().toLowerCase(Locale.ROOT);
      if (word.length() <= MAX_WORD_CHARACTERS && !USUAL.contains(word)) {
        words.add(word);
      }
    }
    return words;
  }
}
