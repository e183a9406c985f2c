package dev.loxodonta.embedding;

import dev.loxodonta.embedding.EmbeddingException.Reason;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the texts that wait for a model and refuses those that find no room. Thread-safe. */
public final class TextQueue {

  private final EmbeddingConfig config;
  private final AtomicInteger waiting = new AtomicInteger();

  /** Makes an empty queue, shown as a metric. */
  public TextQueue(String model, EmbeddingConfig config, EmbeddingMetrics metrics) {
    this.config = config;
    metrics.watchQueue(model, waiting);
  }

  /**
   * Takes the texts of a call.
   *
   * @throws EmbeddingException EMPTY_TEXT, TOO_MANY_TEXTS or QUEUE_FULL; then none was taken
   */
  public void join(List<String> texts) {
    refuseBlank(texts);
    if (texts.size() > config.maxBatch()) {
      throw new EmbeddingException(
          Reason.TOO_MANY_TEXTS,
          "%d texts in one call, expected at most %d".formatted(texts.size(), config.maxBatch()));
    }
    if (waiting.addAndGet(texts.size()) > config.queueCapacity()) {
      leave(texts.size());
      throw new EmbeddingException(
          Reason.QUEUE_FULL,
          "The embedding queue has no room for %d texts, its capacity is %d"
              .formatted(texts.size(), config.queueCapacity()));
    }
  }

  /** Notes that some texts no longer wait. */
  public void leave(int texts) {
    waiting.addAndGet(-texts);
  }

  /** Returns how many texts wait. */
  public int waiting() {
    return waiting.get();
  }

  private static void refuseBlank(List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).isBlank()) {
        throw new EmbeddingException(
            Reason.EMPTY_TEXT, "texts[%d] is blank, expected a text to embed".formatted(i));
      }
    }
  }
}
