package dev.loxodonta.bench.data;

import com.google.protobuf.Struct;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A judged text collection: documents and queries with their vectors, and judgements.
 *
 * @param name its name, also that of its folder
 * @param documents what is searched, without the empty ones
 * @param queries what is asked
 * @param judgements what answers what
 */
public record JudgedTexts(
    String name, List<Text> documents, List<Text> queries, Judgements judgements) {

  /** Which fields make a document's text. */
  public enum Content {
    /** {@code text} alone. */
    TEXT,
    /** {@code title}, a space, {@code text}. */
    TITLE_AND_TEXT
  }

  /**
   * A text with its vector.
   *
   * @param id its id in the collection
   * @param text what it says
   * @param vector its embedding
   */
  public record Text(String id, String text, float[] vector) {}

  /**
   * Reads {@code docs.jsonl.gz}, {@code queries.jsonl.gz}, {@code qrels.tsv.gz} and the two {@code
   * .minilm.f16.npy} files of a folder.
   *
   * @throws IOException when one is missing or does not fit the others
   */
  public static JudgedTexts read(Path folder, Content content) throws IOException {
    String name = folder.getFileName().toString();
    return new JudgedTexts(
        name,
        texts(folder, "docs", content).stream().filter(d -> !d.text().isBlank()).toList(),
        texts(folder, "queries", Content.TEXT),
        Judgements.read(folder.resolve("qrels.tsv.gz")));
  }

  /** Returns how many numbers a vector has. */
  public int dimensions() {
    return documents.get(0).vector().length;
  }

  private static List<Text> texts(Path folder, String kind, Content content) throws IOException {
    List<Struct> objects = GzipLines.readJson(folder.resolve(kind + ".jsonl.gz"));
    Path file = folder.resolve(folder.getFileName() + "_" + kind + ".minilm.f16.npy");
    float[][] vectors = NpyFile.read(file);
    if (vectors.length != objects.size()) {
      throw new IOException(
          "%s has %d rows, and there are %d %s"
              .formatted(file, vectors.length, objects.size(), kind));
    }
    List<Text> texts = new ArrayList<>();
    for (int i = 0; i < vectors.length; i++) {
      Struct object = objects.get(i);
      texts.add(new Text(GzipLines.text(object, "id"), text(object, content), vectors[i]));
    }
    return texts;
  }

  private static String text(Struct object, Content content) {
    String text = GzipLines.text(object, "text");
    return switch (content) {
      case TEXT -> text;
      case TITLE_AND_TEXT -> (GzipLines.text(object, "title") + " " + text).strip();
    };
  }
}
