package dev.loxodonta.ingest.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** JSON as archives have it: as large as PostgreSQL lets it be. Stateless. */
final class JsonValues {

  private static final int MAX_DEPTH = 10_000;
  private static final int MAX_DIGITS = 200_000;

  /** Parsers and generators of archives; threads may share it. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_DIGITS)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private static final int JSONB_VERSION = 1;

  private JsonValues() {}

  /** Returns the value that the parser stands at in the binary form of {@code jsonb}. */
  static byte[] toJsonb(JsonParser json) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.write(JSONB_VERSION);
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      copy(json, generator);
    }
    return text.toByteArray();
  }

  /** Jackson's own copying turns numbers into doubles. */
  private static void copy(JsonParser from, JsonGenerator to) throws IOException {
    int depth = 0;
    JsonToken token = from.currentToken();
    while (true) {
      if (token == null) {
        throw new IOException("the value does not end");
      }
      if (token.isNumeric()) {
        to.writeNumber(from.getText());
      } else {
        to.copyCurrentEvent(from);
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (depth == 0) {
        return;
      }
      token = from.nextToken();
    }
  }
}
