package dev.loxodonta.embedding;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** A model whose vectors are a text's length, and which computes only as often as it is let. */
final class GatedModel implements TextModel {

  static final String FAILING_TEXT = "fail";

  private final Semaphore gate = new Semaphore(0);
  private final List<String> begun = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  void let(int texts) {
    gate.release(texts);
  }

  List<String> begun() {
    return begun;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public float[] vectorOf(String text) {
    begun.add(text);
    gate.acquireUninterruptibly();
    if (text.equals(FAILING_TEXT)) {
      throw new IllegalStateException("as asked for");
    }
    return new float[] {text.length()};
  }

  @Override
  public void close() {
    closed = true;
  }
}
