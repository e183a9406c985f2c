package dev.loxodonta.service;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import sun.misc.Signal;

/**
 * Waits for SIGTERM or SIGINT and leaves the stop to the caller, on the caller's thread. The JVM's
 * own way, its shutdown hooks, runs all hooks at once: native libraries are then torn down while
 * calls are still in them, which crashes the process.
 */
public final class StopSignals {

  private static final List<String> NAMES = List.of("TERM", "INT");
  private static final int EXIT_BASE = 128;

  private StopSignals() {}

  /**
   * Waits for the first signal; later ones are ignored from then on.
   *
   * @return the exit status that a shell expects, 143 for SIGTERM and 130 for SIGINT
   */
  public static int await() {
    CompletableFuture<Integer> first = new CompletableFuture<>();
    NAMES.forEach(
        name -> Signal.handle(new Signal(name), s -> first.complete(EXIT_BASE + s.getNumber())));
    return first.join();
  }
}
