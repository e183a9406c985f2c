package dev.loxodonta.router.cluster;

import dev.loxodonta.router.catalog.CatalogEvent;
import dev.loxodonta.router.catalog.CatalogFeed;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes those who watch operations when any of them moved. Thread-safe. */
@Singleton
final class OperationSignals {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private long moves;

  OperationSignals(CatalogFeed feed) {
    feed.onEvent(this::hear);
  }

  /** Returns how often something moved so far. */
  long moves() {
    lock.lock();
    try {
      return moves;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something moved since that count, or for the time. */
  void await(long seen, long millis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (moves == seen && left > 0) {
        left = moved.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void hear(CatalogEvent event) {
    if (event instanceof CatalogEvent.OperationChanged) {
      lock.lock();
      try {
        moves++;
        moved.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
