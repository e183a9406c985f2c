package dev.loxodonta.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class EmbedderCatalogTest {

  private static final List<String> TEXTS =
      List.of("longing for something past", "a mountain formed by volcanic material", "umbrella");

  private final ApplicationContext context = ApplicationContext.run();
  private final EmbedderCatalog catalog = context.getBean(EmbedderCatalog.class);

  @AfterAll
  void close() {
    context.close();
  }

  @Test
  void catalog_holdsTheBuiltInModelAndNoOther() {
    assertThat(catalog.dimensions(EmbedderCatalog.BUILT_IN_MODEL)).contains(384);
    assertThat(catalog.forWrites("all-minilm-l6-v2").orElseThrow().model())
        .isEqualTo("all-minilm-l6-v2");
    assertThat(catalog.forWrites("another")).isEmpty();
    assertThat(catalog.forSearches("another")).isEmpty();
  }

  @Test
  void vectors_areTheSameInABatchAndAlone() {
    Embedder embedder = catalog.forWrites(EmbedderCatalog.BUILT_IN_MODEL).orElseThrow();
    List<float[]> batch = embed(embedder, TEXTS);
    for (int i = 0; i < TEXTS.size(); i++) {
      assertThat(batch.get(i)).isEqualTo(embed(embedder, List.of(TEXTS.get(i))).get(0));
    }
  }

  @Test
  void vectors_areTheSameForSearchesAndWrites() {
    Embedder writes = catalog.forWrites(EmbedderCatalog.BUILT_IN_MODEL).orElseThrow();
    Embedder searches = catalog.forSearches(EmbedderCatalog.BUILT_IN_MODEL).orElseThrow();
    List<float[]> expected = embed(writes, TEXTS);
    for (int time = 0; time < 2; time++) {
      List<float[]> found = embed(searches, TEXTS);
      for (int i = 0; i < TEXTS.size(); i++) {
        assertThat(found.get(i)).isEqualTo(expected.get(i));
      }
    }
  }

  private static List<float[]> embed(Embedder embedder, List<String> texts) {
    return Objects.requireNonNull(embedder.embed(texts).block(Duration.ofSeconds(30)));
  }
}
