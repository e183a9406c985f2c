package dev.loxodonta.embedding.endpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.loxodonta.embedding.endpoint.EndpointException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Requests and answers of OpenAI's embeddings interface as JSON. Fields that are not needed are
 * passed over. Stateless.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/embeddings">Embeddings</a>
 */
final class EmbeddingJson {

  private static final JsonFactory JSON = new JsonFactory();

  private EmbeddingJson() {}

  /** Returns the body of a request. */
  static byte[] request(EndpointConfig config, List<String> texts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField("model", config.remoteModel().orElse(config.model()));
      json.writeArrayFieldStart("input");
      for (String text : texts) {
        json.writeString(head(text, config.maxCharacters()));
      }
      json.writeEndArray();
      json.writeStringField("encoding_format", "float");
      if (config.sendDimensions()) {
        json.writeNumberField("dimensions", config.dimensions());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.toByteArray();
  }

  private static String head(String text, int maxCharacters) {
    if (text.length() <= maxCharacters) {
      return text;
    }
    boolean pair = Character.isHighSurrogate(text.charAt(maxCharacters - 1));
    return text.substring(0, pair ? maxCharacters - 1 : maxCharacters);
  }

  /**
   * Returns the vectors of an answer in the order of the texts.
   *
   * @param count how many texts were sent
   * @param dimensions numbers that each vector must have
   * @throws EndpointException WRONG_ANSWER
   */
  static List<float[]> vectors(byte[] body, int count, int dimensions) {
    @Nullable float[][] vectors = new float[count][];
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw wrong("was no JSON object", null);
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean data = json.currentName().equals("data");
        json.nextToken();
        if (data) {
          readData(json, vectors, dimensions);
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw wrong("was no JSON", e);
    }
    for (int i = 0; i < count; i++) {
      if (vectors[i] == null) {
        throw wrong("had no vector " + i + " of " + count, null);
      }
    }
    return Arrays.asList(vectors);
  }

  private static void readData(JsonParser json, @Nullable float[][] vectors, int dimensions)
      throws IOException {
    int place = 0;
    while (json.nextToken() == JsonToken.START_OBJECT) {
      int index = place++;
      float[] vector = null;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("index") && value == JsonToken.VALUE_NUMBER_INT) {
          index = json.getIntValue();
        } else if (field.equals("embedding") && value == JsonToken.START_ARRAY) {
          vector = vector(json, dimensions);
        } else {
          json.skipChildren();
        }
      }
      put(vectors, index, vector);
    }
  }

  private static void put(@Nullable float[][] vectors, int index, float @Nullable [] vector) {
    if (vector == null || index < 0 || index >= vectors.length || vectors[index] != null) {
      throw wrong(
          "had a vector with the index %d, expected each of 0 to %d once"
              .formatted(index, vectors.length - 1),
          null);
    }
    vectors[index] = vector;
  }

  private static float[] vector(JsonParser json, int dimensions) throws IOException {
    float[] vector = new float[dimensions];
    int size = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      float value = json.getFloatValue();
      if (!Float.isFinite(value)) {
        throw wrong("had a number that is not finite", null);
      }
      if (size < dimensions) {
        vector[size] = value;
      }
      size++;
    }
    if (size != dimensions) {
      throw wrong(
          String.format(Locale.ROOT, "had a vector of %d numbers, expected %d", size, dimensions),
          null);
    }
    return vector;
  }

  private static EndpointException wrong(String what, @Nullable Throwable cause) {
    return new EndpointException(Kind.WRONG_ANSWER, "the answer " + what, cause);
  }
}
