package dev.loxodonta.ingest.consolidation.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names clusters by the words that are more frequent in their events than in the whole batch: share
 * of the cluster's events with the word, times the logarithm of one over its share in the batch
 * (tf–idf over events). {@link EventWords} tells what a word is. Immutable.
 */
public final class CharacteristicWords {

  private static final int MAX_WORDS = 4;

  private final Map<SessionEvent, Set<String>> wordsByEvent;
  private final Map<String, Integer> eventsByWord;

  /** Counts the words of a batch. */
  public CharacteristicWords(Collection<SessionEvent> batch) {
    wordsByEvent = new IdentityHashMap<>(batch.size());
    batch.forEach(e -> wordsByEvent.put(e, EventWords.of(e.text())));
    eventsByWord = counts(wordsByEvent.values());
  }

  /**
   * Returns up to four words, the most characteristic first, or the session where there is none.
   */
  public String name(EventCluster cluster) {
    List<String> best =
        counts(cluster.events().stream().map(this::words).toList()).entrySet().stream()
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
    return count.getValue() * Math.log(1 + (double) wordsByEvent.size() / everywhere);
  }

  private Set<String> words(SessionEvent event) {
    return wordsByEvent.getOrDefault(event, Set.of());
  }

  private static Map<String, Integer> counts(Collection<Set<String>> events) {
    Map<String, Integer> counts = new HashMap<>();
    events.forEach(words -> words.forEach(word -> counts.merge(word, 1, Integer::sum)));
    return counts;
  }
}
