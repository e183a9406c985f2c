package dev.loxodonta.embedding;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import reactor.core.publisher.MonoSink;

/**
 * The texts of one call, computed one at a time: each run takes the next text and first puts the
 * batch back at the end of the executor's queue, so that several threads work on one batch and a
 * single search text never waits behind a large load, only behind one text of each.
 */
final class TextBatch implements Runnable {

  private final List<String> texts;
  private final OnDemand model;
  private final Executor executor;
  private final IntConsumer leaveQueue;
  private final MonoSink<List<float[]>> sink;
  private final float[][] vectors;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger missing;
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * @param leaveQueue is told how many texts no longer wait
   */
  TextBatch(
      List<String> texts,
      OnDemand model,
      Executor executor,
      IntConsumer leaveQueue,
      MonoSink<List<float[]>> sink) {
    this.texts = texts;
    this.model = model;
    this.executor = executor;
    this.leaveQueue = leaveQueue;
    this.sink = sink;
    this.vectors = new float[texts.size()][];
    this.missing = new AtomicInteger(texts.size());
  }

  /** Joins the executor's queue, or fails when it is closed. */
  void enqueue() {
    try {
      executor.execute(this);
    } catch (RejectedExecutionException e) {
      fail(closed());
    }
  }

  @Override
  public void run() {
    int index = next.getAndIncrement();
    if (index >= texts.size()) {
      return;
    }
    leaveQueue.accept(1);
    if (index + 1 < texts.size()) {
      enqueue();
    }
    compute(index);
  }

  private void compute(int index) {
    try {
      vectors[index] = model.model().vectorOf(texts.get(index));
      if (missing.decrementAndGet() == 0 && ended.compareAndSet(false, true)) {
        sink.success(Arrays.asList(vectors));
      }
    } catch (EmbeddingException e) {
      fail(e);
    } catch (Throwable e) { // whatever a model throws ends its own call and no other
      fail(
          new EmbeddingException(
              EmbeddingException.Reason.MODEL_FAILED,
              "texts[%d] could not be embedded".formatted(index),
              e));
    }
  }

  /** Ends the call with an error, unless it has ended. */
  void fail(EmbeddingException error) {
    cancel();
    if (ended.compareAndSet(false, true)) {
      sink.error(error);
    }
  }

  /** Gives up the texts that have not been begun. */
  void cancel() {
    int begun = next.getAndSet(texts.size());
    if (begun < texts.size()) {
      leaveQueue.accept(texts.size() - begun);
    }
  }

  static EmbeddingException closed() {
    return new EmbeddingException(
        EmbeddingException.Reason.CLOSED, "The embedding model is closed");
  }
}
