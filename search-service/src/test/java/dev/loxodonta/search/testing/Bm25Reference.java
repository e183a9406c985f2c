package dev.loxodonta.search.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * BM25 as the contract says it, over texts whose words are their own lexemes. Written without a
 * look at the service's code paths: everything is counted from the texts.
 */
public final class Bm25Reference {

  private final List<List<String>> texts;
  private final double meanLength;
  private final Map<String, Long> memoriesWith;

  /** Counts the words of these texts. */
  public Bm25Reference(List<String> texts) {
    this.texts = texts.stream().map(t -> Arrays.asList(t.split(" "))).toList();
    this.meanLength =
        this.texts.stream().mapToInt(t -> new HashSet<>(t).size()).average().orElseThrow();
    this.memoriesWith =
        this.texts.stream()
            .flatMap(t -> t.stream().distinct())
            .collect(Collectors.groupingBy(w -> w, Collectors.counting()));
  }

  /** Returns the score of a text for a query of plain words; 0 when it holds none. */
  public double score(int number, String query) {
    List<String> text = texts.get(number);
    double norm = 1.2 * (1 - 0.75 + 0.75 * new HashSet<>(text).size() / meanLength);
    List<String> words = Arrays.asList(query.split(" "));
    double score = 0;
    for (String word : new LinkedHashSet<>(words)) {
      double tf = Collections.frequency(text, word);
      score += idf(word) * tf * 2.2 / (tf + norm);
    }
    Set<List<String>> pairs = new LinkedHashSet<>();
    for (int i = 1; i < words.size(); i++) {
      pairs.add(words.subList(i - 1, i + 1));
    }
    for (List<String> pair : pairs) {
      if (!pair.get(0).equals(pair.get(1)) && Collections.indexOfSubList(text, pair) >= 0) {
        score += 0.5 * (idf(pair.get(0)) + idf(pair.get(1))) / 2 * 2.2 / (1 + norm);
      }
    }
    return score / (score + 8);
  }

  /** Returns the scores of the k best texts that hold a word of the query, best first. */
  public List<Double> best(String query, int k) {
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      scores.add(score(i, query));
    }
    return scores.stream().filter(s -> s > 0).sorted(Collections.reverseOrder()).limit(k).toList();
  }

  private double idf(String word) {
    double df = memoriesWith.getOrDefault(word, 0L);
    return Math.log(1 + (texts.size() - df + 0.5) / (df + 0.5));
  }
}
