package dev.loxodonta.bench.write;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.loxodonta.bench.cluster.BenchCluster;
import dev.loxodonta.bench.cluster.Projects;
import dev.loxodonta.type.v1.Memory;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Texts written without vectors, which the service embeds with its built-in model, beside the same
 * model alone: langchain4j's, with a thread for each processor.
 */
public final class TextRace {

  private static final long PROJECT = 7_720_000;
  private static final int PER_CALL = 500;

  private TextRace() {}

  /** Embeds the same texts in turns; the service also writes and indexes them. */
  public static Race run(BenchCluster cluster, List<String> texts) {
    Projects projects = new Projects(cluster.client());
    projects.createWithModel(PROJECT, "texts");
    List<Memory> memories =
        texts.stream().map(text -> Memory.newBuilder().setContent(text).build()).toList();
    List<TextSegment> segments = texts.stream().map(TextSegment::from).toList();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      AllMiniLmL6V2QuantizedEmbeddingModel model =
          new AllMiniLmL6V2QuantizedEmbeddingModel(threads);
      return Race.run(
          () -> {
            long start = System.nanoTime();
            model.embedAll(segments);
            return System.nanoTime() - start;
          },
          () -> {
            long start = System.nanoTime();
            for (int from = 0; from < memories.size(); from += PER_CALL) {
              projects.write(
                  PROJECT, memories.subList(from, Math.min(memories.size(), from + PER_CALL)));
            }
            return System.nanoTime() - start;
          });
    }
  }
}
