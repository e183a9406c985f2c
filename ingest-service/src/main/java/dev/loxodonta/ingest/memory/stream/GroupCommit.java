package dev.loxodonta.ingest.memory.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Gathers the items of a stream into groups: while one group is written the next one fills, so a
 * slow stream waits for nothing and a fast one has large groups. One group is written at a time. No
 * more items are asked for than have been answered, beyond a fixed window. For one stream.
 *
 * @param <T> an item
 */
final class GroupCommit<T> extends BaseSubscriber<T> {

  private final int window;
  private final int maxGroup;
  private final Queue<T> waiting = new ArrayDeque<>();
  private @Nullable MonoSink<List<T>> taker;
  private @Nullable Throwable failure;
  private boolean complete;

  private GroupCommit(int window, int maxGroup) {
    this.window = window;
    this.maxGroup = maxGroup;
  }

  /**
   * Returns the answers to the items of a stream.
   *
   * @param window items that may be in flight, from being asked for to being answered
   * @param maxGroup items of a group at most
   * @param write writes a group and returns exactly one answer to each of its items
   */
  static <T, R> Flux<R> of(
      Flux<T> items, int window, int maxGroup, Function<List<T>, Flux<R>> write) {
    return Flux.using(
        () -> items.subscribeWith(new GroupCommit<T>(window, maxGroup)),
        groups ->
            Mono.defer(groups::next)
                .repeat()
                .takeWhile(group -> !group.isEmpty())
                .concatMap(write, 0)
                .doOnNext(answer -> groups.request(1)),
        GroupCommit::cancel);
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    request(window);
  }

  @Override
  protected void hookOnNext(T item) {
    offer(() -> waiting.add(item));
  }

  @Override
  protected void hookOnComplete() {
    offer(() -> complete = true);
  }

  @Override
  protected void hookOnError(Throwable throwable) {
    offer(
        () -> {
          failure = throwable;
          complete = true;
        });
  }

  /** Returns the next group as soon as it has an item; an empty one at the end of the stream. */
  private Mono<List<T>> next() {
    return Mono.create(
        sink -> {
          // On request and not on subscription, so that a group fills until it is wanted; once,
          // because the request for the next group may come before this one has ended.
          AtomicBoolean asked = new AtomicBoolean();
          sink.onRequest(
              n -> {
                if (asked.compareAndSet(false, true)) {
                  offer(() -> taker = sink);
                }
              });
        });
  }

  private void offer(Runnable change) {
    MonoSink<List<T>> ready;
    List<T> group = new ArrayList<>();
    synchronized (waiting) {
      change.run();
      ready = taker;
      if (ready == null || (waiting.isEmpty() && !complete)) {
        return;
      }
      taker = null;
      while (group.size() < maxGroup && !waiting.isEmpty()) {
        group.add(waiting.remove());
      }
    }
    if (group.isEmpty() && failure != null) {
      ready.error(failure);
    } else {
      ready.success(group);
    }
  }
}
