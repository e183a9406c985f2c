package dev.loxodonta.bench.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * WordNet's glosses with their MiniLM vectors, and questions made of some of them.
 *
 * @param texts the glosses
 * @param vectors their embeddings, in the same order
 * @param questions what is asked
 * @param questionVectors their embeddings
 */
public record Glosses(
    List<String> texts, float[][] vectors, List<String> questions, float[][] questionVectors) {

  private static final int QUESTION_WORDS = 8;
  private static final long SEED = 7;
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{Alpha} ]+");

  /**
   * Reads the glosses and embeds them; vectors that an earlier run has left in the cache folder are
   * taken from there.
   *
   * @param file lines of JSON with a field {@code gloss}, gzipped
   * @param count how many of them, the first ones; all when there are fewer
   * @param embedder makes the vectors of texts
   */
  public static Glosses read(
      Path file,
      int count,
      int questionCount,
      Path cache,
      Function<List<String>, float[][]> embedder)
      throws IOException {
    List<String> texts =
        GzipLines.readJson(file).stream()
            .map(line -> GzipLines.text(line, "gloss"))
            .limit(count)
            .toList();
    List<String> questions = questions(texts, questionCount);
    Files.createDirectories(cache);
    return new Glosses(
        texts,
        vectors(texts, cache.resolve("glosses-" + texts.size() + ".f16.npy"), embedder),
        questions,
        vectors(
            questions,
            cache.resolve("questions-%d-%d.f16.npy".formatted(texts.size(), questionCount)),
            embedder));
  }

  private static List<String> questions(List<String> texts, int count) {
    Random random = new Random(SEED);
    List<String> questions = new ArrayList<>();
    while (questions.size() < count) {
      String gloss = texts.get(random.nextInt(texts.size()));
      String[] words = NO_WORD.matcher(gloss).replaceAll(" ").strip().split(" +");
      if (words.length >= QUESTION_WORDS / 2) {
        questions.add(
            "what is the word for "
                + String.join(
                    " ", List.of(words).subList(0, Math.min(QUESTION_WORDS, words.length))));
      }
    }
    return questions;
  }

  private static float[][] vectors(
      List<String> texts, Path file, Function<List<String>, float[][]> embedder)
      throws IOException {
    if (Files.exists(file)) {
      float[][] cached = NpyFile.read(file);
      if (cached.length == texts.size()) {
        return cached;
      }
    }
    float[][] vectors = embedder.apply(texts);
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    NpyFile.write(unfinished, vectors);
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    return NpyFile.read(file);
  }
}
