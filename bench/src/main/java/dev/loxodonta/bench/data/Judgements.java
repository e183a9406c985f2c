package dev.loxodonta.bench.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which documents answer which query. Immutable.
 *
 * @param relevant ids of the documents with a grade above 0, by query; a query that was judged and
 *     has none is there with an empty set
 */
public record Judgements(Map<String, Set<String>> relevant) {

  private static final int COLUMNS = 3;

  /**
   * Reads gzipped lines of query, document and grade, with tabs between them.
   *
   * @throws IOException when the file cannot be read or a line is something else
   */
  public static Judgements read(Path file) throws IOException {
    return of(GzipLines.read(file));
  }

  static Judgements of(List<String> lines) throws IOException {
    Map<String, Set<String>> relevant = new HashMap<>();
    for (String line : lines) {
      String[] columns = line.split("\t", -1);
      if (columns.length != COLUMNS) {
        throw new IOException("'" + line + "' is no judgement: query, document, grade expected");
      }
      Set<String> documents = relevant.computeIfAbsent(columns[0], query -> new HashSet<>());
      if (Integer.parseInt(columns[2].strip()) > 0) {
        documents.add(columns[1]);
      }
    }
    return new Judgements(Map.copyOf(relevant));
  }
}
