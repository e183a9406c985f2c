package dev.loxodonta.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(Lifecycle.PER_CLASS)
class MiniLmTest {

  private final MiniLm model = MiniLm.load();
  private final AllMiniLmL6V2QuantizedEmbeddingModel reference =
      new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);

  @BeforeAll
  void modelIsLoaded() {
    assertThat(model.vectorOf("warm")).hasSize(384);
  }

  @AfterAll
  void closeModel() {
    model.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "longing for something past",
        "a",
        "Größe, œuvre, 记忆, ذاكرة, память",
        "elephants never forget 🐘",
        "a lone surrogate \ud83d here",
        "control \u0000 \u0001 characters",
        "\u200b",
      })
  void vector_isOfUnitLengthAnd384WideForAnyText(String text) {
    float[] vector = model.vectorOf(text);
    assertThat(vector).hasSize(384);
    assertThat(Vectors.dot(vector, vector)).isCloseTo(1, within(1e-5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "longing for something past",
        "a lightweight handheld collapsible canopy",
        "Größe, œuvre, 记忆",
        "The slot of a project is the remainder of its mixed id; a shard holds many slots.",
      })
  void vector_isThatOfLangchain4j(String text) {
    float[] expected = reference.embed(text).content().vector();
    assertThat(Vectors.dot(model.vectorOf(text), expected)).isGreaterThan(0.999);
  }

  @Test
  void vector_isNearerForSimilarTextsThanForOthers() {
    float[] question = model.vectorOf("a strong feeling of longing for the past");
    double nostalgia = Vectors.dot(question, model.vectorOf("longing for something past"));
    double volcano =
        Vectors.dot(question, model.vectorOf("a mountain formed by volcanic material"));
    assertThat(nostalgia).isGreaterThan(volcano + 0.3);
  }

  @Test
  void vector_looksAtTheFirst256TokensOnly() {
    String head = String.join(" ", Stream.generate(() -> "memory").limit(254).toList());
    assertThat(model.vectorOf(head + " elephant volcano")).isEqualTo(model.vectorOf(head));
    assertThat(model.vectorOf(head.substring(7) + " elephant")).isNotEqualTo(model.vectorOf(head));
  }

  @Test
  void vector_looksAtTheFirst8192CharactersOnly() {
    String spaces = " ".repeat(MiniLm.MAX_CHARS - 8);
    assertThat(model.vectorOf("volcano" + spaces + "🐘🐘")).isEqualTo(model.vectorOf("volcano"));
  }
}
