package dev.loxodonta.embedding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keeps the vectors of the texts that were asked for last, for searches, whose texts come again.
 * Texts of more than {@value #MAX_KEPT_CHARS} characters are not kept. Thread-safe. A hit is
 * answered on the subscriber's thread.
 */
final class CachedEmbedder implements Embedder {

  static final int MAX_KEPT_CHARS = 512;

  private final Embedder embedder;
  private final int capacity;
  private final EmbeddingMetrics metrics;
  private final Map<String, float[]> leastRecentFirst =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
          return size() > capacity;
        }
      };

  /**
   * @param capacity how many vectors are kept, at least 0
   */
  CachedEmbedder(Embedder embedder, int capacity, EmbeddingMetrics metrics) {
    this.embedder = embedder;
    this.capacity = capacity;
    this.metrics = metrics;
  }

  @Override
  public String model() {
    return embedder.model();
  }

  @Override
  public int dimensions() {
    return embedder.dimensions();
  }

  @Override
  public Mono<List<float[]>> embed(List<String> texts) {
    List<String> wanted = List.copyOf(texts);
    return Mono.defer(() -> complete(wanted, known(wanted)));
  }

  private Mono<List<float[]>> complete(List<String> texts, @Nullable float[][] vectors) {
    List<Integer> gaps = new ArrayList<>();
    for (int i = 0; i < vectors.length; i++) {
      if (vectors[i] == null) {
        gaps.add(i);
      }
    }
    if (gaps.isEmpty()) {
      return Mono.just(Arrays.asList(vectors));
    }
    return embedder
        .embed(gaps.stream().map(texts::get).toList())
        .map(computed -> filled(texts, vectors, gaps, computed));
  }

  private List<float[]> filled(
      List<String> texts, @Nullable float[][] vectors, List<Integer> gaps, List<float[]> computed) {
    for (int i = 0; i < gaps.size(); i++) {
      int gap = gaps.get(i);
      vectors[gap] = computed.get(i);
      keep(texts.get(gap), computed.get(i));
    }
    return Arrays.asList(vectors);
  }

  private @Nullable float[][] known(List<String> texts) {
    @Nullable float[][] vectors = new float[texts.size()][];
    synchronized (leastRecentFirst) {
      for (int i = 0; i < vectors.length; i++) {
        float[] kept = leastRecentFirst.get(texts.get(i));
        vectors[i] = kept == null ? null : kept.clone();
      }
    }
    for (float[] vector : vectors) {
      metrics.countCached(model(), vector != null);
    }
    return vectors;
  }

  private void keep(String text, float[] vector) {
    if (text.length() <= MAX_KEPT_CHARS) {
      synchronized (leastRecentFirst) {
        leastRecentFirst.put(text, vector.clone());
      }
    }
  }
}
