package dev.loxodonta.bench.data;

import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The lines of gzipped text files in UTF-8. */
public final class GzipLines {

  private GzipLines() {}

  /** Returns the lines that are not blank. */
  public static List<String> read(Path file) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.isBlank()).toList();
    }
  }

  /** Returns one JSON object per line. */
  public static List<Struct> readJson(Path file) throws IOException {
    List<Struct> objects = new ArrayList<>();
    for (String line : read(file)) {
      Struct.Builder object = Struct.newBuilder();
      JsonFormat.parser().merge(line, object);
      objects.add(object.build());
    }
    return objects;
  }

  /** Returns a text field; empty when it is absent or something else. */
  public static String text(Struct object, String field) {
    return object.getFieldsMap().containsKey(field)
        ? object.getFieldsOrThrow(field).getStringValue()
        : "";
  }
}
