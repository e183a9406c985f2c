package dev.loxodonta.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class CachedEmbedderTest {

  private final List<String> asked = new ArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CachedEmbedder cached = cached(2);

  @Test
  void embed_asksForATextOnce() {
    embed("a");
    assertThat(embed("a")).containsExactly(new float[] {1});
    assertThat(asked).containsExactly("a");
    assertThat(cacheCount("hit")).isEqualTo(1);
    assertThat(cacheCount("miss")).isEqualTo(1);
  }

  @Test
  void embed_asksOnlyForTheTextsThatItDoesNotKnow() {
    embed("bb");
    assertThat(embed("a", "bb", "ccc"))
        .containsExactly(new float[] {1}, new float[] {2}, new float[] {3});
    assertThat(asked).containsExactly("bb", "a", "ccc");
  }

  @Test
  void embed_forgetsTheTextThatWasNotUsedForLongest() {
    embed("a");
    embed("b");
    embed("a");
    embed("c");
    embed("a");
    embed("b");
    assertThat(asked).containsExactly("a", "b", "c", "b");
  }

  @Test
  void embed_keepsItsVectorsWhenCallersChangeTheirs() {
    embed("a").get(0)[0] = 7;
    embed("a").get(0)[0] = 8;
    assertThat(embed("a")).containsExactly(new float[] {1});
  }

  @Test
  void embed_keepsNoLongTextsAndNothingWithoutCapacity() {
    String longText = "x".repeat(CachedEmbedder.MAX_KEPT_CHARS + 1);
    embed(longText);
    embed(longText);
    cached(0).embed(List.of("a")).block();
    cached(0).embed(List.of("a")).block();
    assertThat(asked).containsExactly(longText, longText, "a", "a");
  }

  private List<float[]> embed(String... texts) {
    return Objects.requireNonNull(cached.embed(List.of(texts)).block());
  }

  private double cacheCount(String result) {
    return registry.get("loxodonta.embedding.cache").tag("result", result).counter().count();
  }

  private CachedEmbedder cached(int capacity) {
    return new CachedEmbedder(new RecordingEmbedder(), capacity, new EmbeddingMetrics(registry));
  }

  private final class RecordingEmbedder implements Embedder {

    @Override
    public String model() {
      return "test";
    }

    @Override
    public int dimensions() {
      return 1;
    }

    @Override
    public Mono<List<float[]>> embed(List<String> texts) {
      asked.addAll(texts);
      return Mono.just(texts.stream().map(text -> new float[] {text.length()}).toList());
    }
  }
}
