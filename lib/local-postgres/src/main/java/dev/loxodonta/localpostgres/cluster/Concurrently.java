package dev.loxodonta.localpostgres.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does something with all elements at once, each on a thread of its own. */
final class Concurrently {
  private Concurrently() {}

  static <T> void forEach(List<T> elements, Consumer<T> action) {
    map(
        elements,
        element -> {
          action.accept(element);
          return Boolean.TRUE;
        },
        result -> {});
  }

  /**
   * Waits for all results; when one cannot be had, undoes the others and throws what stopped the
   * first one.
   */
  static <T, R> List<R> map(List<T> elements, Function<T, R> action, Consumer<R> undo) {
    List<R> results = new ArrayList<>();
    RuntimeException failure = null;
    try (ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())) {
      List<Future<R>> futures = new ArrayList<>();
      for (T element : elements) {
        Callable<R> task = () -> action.apply(element);
        futures.add(executor.submit(task));
      }
      for (Future<R> future : futures) {
        try {
          results.add(future.get());
        } catch (ExecutionException e) {
          failure = first(failure, e.getCause());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          failure = first(failure, e);
        }
      }
    }
    if (failure != null) {
      results.forEach(undo);
      throw failure;
    }
    return results;
  }

  private static RuntimeException first(
      @Nullable RuntimeException earlier, @Nullable Throwable now) {
    if (earlier != null) {
      return earlier;
    }
    return now instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(now);
  }
}
