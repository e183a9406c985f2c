package dev.loxodonta.embedding;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/**
 * Prints how fast the local model is: texts per second against the bare model on the same texts,
 * and the latency of a single text. Run with a file of texts, one a line, and how many of them to
 * take (see the module's README).
 */
final class EmbeddingBenchmark {

  private static final int TEXTS_PER_CALL = 100;
  private static final int CALLS_AT_ONCE = 4;
  private static final int SINGLES = 500;
  private static final int ROUNDS = 3;

  private EmbeddingBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    List<String> all = Files.readAllLines(Path.of(arguments[0]));
    List<String> texts = all.subList(0, Math.min(all.size(), Integer.parseInt(arguments[1])));
    EmbeddingConfig config = new EmbeddingConfig(0, 10_000, 1_000, 0, false);
    EmbeddingMetrics metrics = new EmbeddingMetrics(new SimpleMeterRegistry());
    try (LocalEmbedder embedder =
        new LocalEmbedder(MiniLm.NAME, MiniLm.DIMENSIONS, MiniLm::load, config, metrics)) {
      long begun = System.nanoTime();
      embedder.embed(List.of("load")).block();
      print("model loaded in %.0f ms", millisSince(begun));
      inCalls(embedder, texts.subList(0, texts.size() / 4));
      for (int round = 0; round < ROUNDS; round++) {
        print("bare model, one thread: %.0f texts/s", bare(texts.stream()));
        print("bare model, all processors: %.0f texts/s", bare(texts.parallelStream()));
        print("embedder: %.0f texts/s", rate(embedder, texts));
      }
      printSingles(embedder, texts);
    }
  }

  private static double bare(Stream<String> texts) {
    try (MiniLm model = MiniLm.load()) {
      long begun = System.nanoTime();
      long count = texts.map(model::vectorOf).filter(vector -> vector.length > 0).count();
      return count / (millisSince(begun) / 1000);
    }
  }

  private static double rate(Embedder embedder, List<String> texts) {
    long begun = System.nanoTime();
    inCalls(embedder, texts);
    return texts.size() / (millisSince(begun) / 1000);
  }

  private static void inCalls(Embedder embedder, List<String> texts) {
    Flux.fromIterable(texts)
        .buffer(TEXTS_PER_CALL)
        .flatMap(embedder::embed, CALLS_AT_ONCE)
        .blockLast();
  }

  private static void printSingles(Embedder embedder, List<String> texts) {
    double[] millis =
        Flux.fromIterable(texts)
            .take(SINGLES)
            .delayElements(Duration.ofMillis(10))
            .concatMap(text -> timed(embedder, text))
            .collectList()
            .map(all -> all.stream().mapToDouble(Double::doubleValue).sorted().toArray())
            .blockOptional()
            .orElseThrow();
    print(
        "a single text: p50 %.2f ms, p95 %.2f ms, %s",
        millis[millis.length / 2],
        millis[millis.length * 95 / 100],
        Arrays.stream(millis).summaryStatistics());
  }

  private static Flux<Double> timed(Embedder embedder, String text) {
    return Flux.defer(
        () -> {
          long begun = System.nanoTime();
          return embedder.embed(List.of(text)).map(vectors -> millisSince(begun)).flux();
        });
  }

  private static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
