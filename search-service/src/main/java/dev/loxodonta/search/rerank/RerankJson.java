package dev.loxodonta.search.rerank;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.loxodonta.embedding.endpoint.EndpointException;
import dev.loxodonta.embedding.endpoint.EndpointException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests and answers of re-rankers as JSON. TEI answers with a list of {@code {index, score}},
 * Cohere with {@code {results: [{index, relevance_score}]}}, best first. Fields that are not needed
 * are passed over. Stateless.
 *
 * @see <a href="https://huggingface.github.io/text-embeddings-inference/">TEI</a>
 * @see <a href="https://docs.cohere.com/reference/rerank">Cohere</a>
 */
final class RerankJson {

  private static final JsonFactory JSON = new JsonFactory();

  private RerankJson() {}

  /** Returns the body of a request. */
  static byte[] request(RerankerConfig config, String question, List<String> texts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField("query", question);
      switch (config.kind()) {
        case TEI -> {
          writeTexts(json, "texts", texts, config.maxCharacters());
          json.writeBooleanField("truncate", true);
        }
        case COHERE -> {
          json.writeStringField("model", config.model().orElseThrow());
          writeTexts(json, "documents", texts, config.maxCharacters());
          json.writeNumberField("top_n", texts.size());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.toByteArray();
  }

  private static void writeTexts(
      JsonGenerator json, String field, List<String> texts, int maxCharacters) throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(head(text, maxCharacters));
    }
    json.writeEndArray();
  }

  private static String head(String text, int maxCharacters) {
    if (text.length() <= maxCharacters) {
      return text;
    }
    boolean pair = Character.isHighSurrogate(text.charAt(maxCharacters - 1));
    return text.substring(0, pair ? maxCharacters - 1 : maxCharacters);
  }

  /**
   * Returns the scores of an answer in the order of the texts.
   *
   * @param count how many texts were sent
   * @throws EndpointException WRONG_ANSWER unless every text has one finite score
   */
  static List<Double> scores(RerankerKind kind, byte[] body, int count) {
    @Nullable Double[] scores = new Double[count];
    try (JsonParser json = JSON.createParser(body)) {
      switch (kind) {
        case TEI -> readList(json, json.nextToken(), "score", scores);
        case COHERE -> readResults(json, scores);
      }
    } catch (IOException e) {
      throw wrong("was no JSON", e);
    }
    List<Double> all = new ArrayList<>(count);
    for (Double score : Arrays.asList(scores)) {
      if (score == null) {
        throw wrong("had no score of text " + all.size() + " of " + count, null);
      }
      all.add(score);
    }
    return all;
  }

  private static void readResults(JsonParser json, @Nullable Double[] scores) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw wrong("was no JSON object", null);
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean results = json.currentName().equals("results");
      JsonToken value = json.nextToken();
      if (results) {
        readList(json, value, "relevance_score", scores);
      } else {
        json.skipChildren();
      }
    }
  }

  private static void readList(
      JsonParser json, @Nullable JsonToken first, String field, @Nullable Double[] scores)
      throws IOException {
    if (first != JsonToken.START_ARRAY) {
      throw wrong("had no list of scores", null);
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw wrong("had a score that is no object", null);
      }
      readScore(json, field, scores);
    }
  }

  private static void readScore(JsonParser json, String field, @Nullable Double[] scores)
      throws IOException {
    int index = -1;
    double score = Double.NaN;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("index") && value == JsonToken.VALUE_NUMBER_INT) {
        index = json.getIntValue();
      } else if (name.equals(field) && value.isNumeric()) {
        score = json.getDoubleValue();
      } else {
        json.skipChildren();
      }
    }
    if (index < 0 || index >= scores.length || scores[index] != null) {
      throw wrong(
          "had a score with the index %d, expected each of 0 to %d once"
              .formatted(index, scores.length - 1),
          null);
    }
    if (!Double.isFinite(score)) {
      throw wrong("had no finite score at the index " + index, null);
    }
    scores[index] = score;
  }

  private static EndpointException wrong(String what, @Nullable Throwable cause) {
    return new EndpointException(Kind.WRONG_ANSWER, "the answer " + what, cause);
  }
}
