package dev.loxodonta.search.read;

import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.select.Found;
import dev.loxodonta.search.select.ShardQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Reads of one call on one shard that wait for each other, to go out as one statement. Each of the
 * searches that make them has a {@link Seat}, in its Reactor context under that class, and either
 * reads with it once or leaves it. When the last has come, what was brought runs; when the last of
 * those that wait is cancelled, so is the statement. Thread-safe.
 */
public final class ReadGroup {

  /** A read that waits. */
  record Part(ProjectHome home, ShardQuery<Found> query, Sinks.One<Mono<Reading<Found>>> answer) {

    /** Says what brings its answer. */
    void tell(Mono<Reading<Found>> reading) {
      answer.tryEmitValue(reading);
    }
  }

  private final List<Part> parts = new ArrayList<>();
  private int expected;
  private int cancelled;
  private @Nullable Function<List<Part>, Disposable> run;
  private @Nullable Disposable running;

  /**
   * Makes a group.
   *
   * @param seats how many searches will come
   */
  public ReadGroup(int seats) {
    this.expected = seats;
  }

  /** Returns the place of one of the searches. */
  public Seat seat() {
    return new Seat();
  }

  /** The place of one search. */
  public final class Seat {

    private final AtomicBoolean used = new AtomicBoolean();

    private Seat() {}

    /** Returns true once. */
    boolean take() {
      return used.compareAndSet(false, true);
    }

    /**
     * Waits for the others and returns what the read brings. Only for who took the seat.
     *
     * @param together runs all of them, and tells each what brings its answer
     */
    Mono<Reading<Found>> read(
        ProjectHome home, ShardQuery<Found> query, Function<List<Part>, Disposable> together) {
      return Mono.defer(
          () -> {
            Part part = new Part(home, query, Sinks.one());
            arrive(part, together);
            return part.answer()
                .asMono()
                .doOnCancel(ReadGroup.this::cancel)
                .flatMap(reading -> reading);
          });
    }

    /** Gives the seat up; nothing when it was taken. */
    public void leave() {
      if (take()) {
        arrive(null, null);
      }
    }
  }

  private void arrive(@Nullable Part part, @Nullable Function<List<Part>, Disposable> together) {
    Function<List<Part>, Disposable> ready = note(part, together);
    if (ready != null) {
      started(ready.apply(List.copyOf(parts)));
    }
  }

  /** Returns what is to be run; null when that is not yet, or nobody waits. */
  private synchronized @Nullable Function<List<Part>, Disposable> note(
      @Nullable Part part, @Nullable Function<List<Part>, Disposable> together) {
    expected--;
    if (part != null) {
      parts.add(part);
      run = together;
    }
    return expected == 0 && cancelled < parts.size() ? run : null;
  }

  private synchronized void started(Disposable statement) {
    running = statement;
    endIfNobodyWaits();
  }

  private synchronized void cancel() {
    cancelled++;
    endIfNobodyWaits();
  }

  private void endIfNobodyWaits() {
    if (cancelled == parts.size() && running != null) {
      running.dispose();
    }
  }
}
