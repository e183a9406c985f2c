package dev.loxodonta.service;

import java.net.BindException;
import org.jspecify.annotations.Nullable;

/** Finds the one sentence in the many layers of a failed start. */
final class StartupFailure {

  private StartupFailure() {}

  static StartupException of(String service, RuntimeException failure) {
    Throwable innermost = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof StartupException e) {
        return e;
      }
      if (t instanceof BindException) {
        return new StartupException(
            "a port of %s is taken: %s".formatted(service, oneLine(failure.getMessage())), failure);
      }
      innermost = t;
    }
    String message = oneLine(innermost.getMessage());
    return new StartupException(
        message.isEmpty() ? innermost.getClass().getSimpleName() : message, failure);
  }

  private static String oneLine(@Nullable String message) {
    return message == null ? "" : message.strip().replaceAll("\\s+", " ");
  }
}
