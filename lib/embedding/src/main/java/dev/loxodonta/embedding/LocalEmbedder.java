package dev.loxodonta.embedding;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Embeds with a model in this process, on threads of its own and from a bounded queue. Calls share
 * the threads text by text. Results are signalled on those threads. Thread-safe; whoever made it
 * closes it, which fails what waits and lets the texts that are being computed finish.
 */
final class LocalEmbedder implements Embedder, AutoCloseable {

  private static final long CLOSING_SECONDS = 5;

  private final String model;
  private final int dimensions;
  private final OnDemand textModel;
  private final EmbeddingMetrics metrics;
  private final ThreadPoolExecutor threads;
  private final TextQueue queue;

  LocalEmbedder(
      String model,
      int dimensions,
      Supplier<TextModel> loader,
      EmbeddingConfig config,
      EmbeddingMetrics metrics) {
    this.model = model;
    this.dimensions = dimensions;
    this.textModel = new OnDemand(loader);
    this.metrics = metrics;
    this.threads = threads(config.computingThreads());
    this.queue = new TextQueue(model, config, metrics);
    if (config.warm()) {
      threads.execute(this::warmUp);
    }
  }

  private static ThreadPoolExecutor threads(int count) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        count,
        count,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        task ->
            Thread.ofPlatform()
                .daemon()
                .name("embedding-" + number.incrementAndGet())
                .unstarted(task));
  }

  private void warmUp() {
    try {
      textModel.model().vectorOf("warm");
    } catch (EmbeddingException e) {
      System.getLogger(LocalEmbedder.class.getName())
          .log(System.Logger.Level.ERROR, "The next text tries to load the model again", e);
    }
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public Mono<List<float[]>> embed(List<String> texts) {
    List<String> wanted = List.copyOf(texts);
    if (wanted.isEmpty()) {
      return Mono.just(List.of());
    }
    Mono<List<float[]>> vectors = Mono.create(sink -> admit(wanted, sink));
    return metrics.time(model, wanted.size(), vectors);
  }

  private void admit(List<String> texts, MonoSink<List<float[]>> sink) {
    try {
      queue.join(texts);
    } catch (EmbeddingException e) {
      sink.error(e);
      return;
    }
    TextBatch batch = new TextBatch(texts, textModel, threads, queue::leave, sink);
    sink.onCancel(batch::cancel);
    batch.enqueue();
  }

  /** Returns how many texts wait. */
  int waiting() {
    return queue.waiting();
  }

  @Override
  public void close() {
    for (Runnable task : threads.shutdownNow()) {
      if (task instanceof TextBatch batch) {
        batch.fail(TextBatch.closed());
      }
    }
    if (ended()) {
      textModel.ifLoaded(TextModel::close);
    }
  }

  private boolean ended() {
    try {
      return threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
