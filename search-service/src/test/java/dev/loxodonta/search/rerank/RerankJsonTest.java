package dev.loxodonta.search.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loxodonta.embedding.endpoint.EndpointException;
import dev.loxodonta.embedding.endpoint.EndpointException.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RerankJsonTest {

  @Test
  void requestToTei_hasTexts() {
    assertThat(request(RerankerKind.TEI, 100))
        .isEqualTo("{\"query\":\"who?\",\"texts\":[\"one\",\"two\"],\"truncate\":true}");
  }

  @Test
  void requestToCohere_hasModelAndDocuments() {
    assertThat(request(RerankerKind.COHERE, 100))
        .isEqualTo(
            "{\"query\":\"who?\",\"model\":\"m\",\"documents\":[\"one\",\"two\"],\"top_n\":2}");
  }

  @Test
  void longText_isCutBetweenCharacters() {
    RerankerConfig config = config(RerankerKind.TEI, 100);
    String text = "x".repeat(99) + "🐘";
    byte[] body = RerankJson.request(config, "", List.of(text));
    assertThat(new String(body, StandardCharsets.UTF_8)).contains("x".repeat(99) + "\"");
  }

  @Test
  void scores_areInTheOrderOfTheTexts() {
    assertThat(scores(RerankerKind.TEI, "[{\"index\":1,\"score\":0.5},{\"score\":-2,\"index\":0}]"))
        .containsExactly(-2.0, 0.5);
    assertThat(
            scores(
                RerankerKind.COHERE,
                "{\"meta\":{\"results\":[{}]},\"results\":[{\"index\":0,\"document\":{\"a\":[1]},"
                    + "\"relevance_score\":1},{\"index\":1,\"relevance_score\":0}]}"))
        .containsExactly(1.0, 0.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "[]",
        "{}",
        "[1, 2]",
        "[{\"index\":0,\"score\":1}]",
        "[{\"index\":0,\"score\":1},{\"index\":0,\"score\":1}]",
        "[{\"index\":0,\"score\":1},{\"index\":2,\"score\":1}]",
        "[{\"index\":0,\"score\":1},{\"index\":-1,\"score\":1}]",
        "[{\"index\":0,\"score\":1},{\"index\":1,\"score\":1},{\"index\":2,\"score\":1}]",
        "[{\"index\":0,\"score\":1},{\"score\":1}]",
        "[{\"index\":0,\"score\":1},{\"index\":1}]",
        "[{\"index\":0,\"score\":1},{\"index\":1,\"score\":null}]",
        "[{\"index\":0,\"score\":1},{\"index\":1,\"score\":\"NaN\"}]",
        "[{\"index\":0,\"score\":1},{\"index\":1,\"score\":NaN}]",
        "[{\"index\":0,\"score\":1},{\"index\":1,\"score\":1e999}]",
        "[{\"index\":0,\"score\":1},{\"index\":99999999999,\"score\":1}]",
        "[{\"index\":0,\"score\":1},{\"index\":1,\"score\":1}"
      })
  void answerWithoutAScoreForEachText_isWrong(String list) {
    assertWrong(RerankerKind.TEI, list);
    assertWrong(
        RerankerKind.COHERE, "{\"results\":" + list.replace("score", "relevance_score") + "}");
  }

  private static void assertWrong(RerankerKind kind, String body) {
    assertThatThrownBy(() -> scores(kind, body))
        .isInstanceOfSatisfying(
            EndpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.WRONG_ANSWER));
  }

  private static List<Double> scores(RerankerKind kind, String body) {
    return RerankJson.scores(kind, body.getBytes(StandardCharsets.UTF_8), 2);
  }

  private static String request(RerankerKind kind, int maxCharacters) {
    byte[] body = RerankJson.request(config(kind, maxCharacters), "who?", List.of("one", "two"));
    return new String(body, StandardCharsets.UTF_8);
  }

  private static RerankerConfig config(RerankerKind kind, int maxCharacters) {
    return new RerankerConfig(
        "name",
        URI.create("http://localhost"),
        kind,
        Optional.of("m"),
        Optional.empty(),
        Optional.empty(),
        Duration.ofMillis(300),
        32,
        4,
        Duration.ofSeconds(10),
        maxCharacters);
  }
}
