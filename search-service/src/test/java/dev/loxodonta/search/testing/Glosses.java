package dev.loxodonta.search.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Real texts: definitions of nouns, those of the demo. */
public final class Glosses {

  private static final Path FILE =
      Path.of("..", "cli", "src/main/resources/dev/loxodonta/cli/wordnet-glosses.jsonl.gz");

  private Glosses() {}

  /** Returns the first so many. */
  public static List<String> first(int count) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FILE)), StandardCharsets.UTF_8))) {
      return lines.lines().limit(count).map(Glosses::gloss).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String gloss(String line) {
    try {
      Struct.Builder fields = Struct.newBuilder();
      JsonFormat.parser().merge(line, fields);
      return fields.getFieldsOrThrow("gloss").getStringValue();
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
