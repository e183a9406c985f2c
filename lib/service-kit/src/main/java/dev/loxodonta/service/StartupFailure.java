package dev.loxodonta.service;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the one sentence in the many layers of a failed start. */
final class StartupFailure {

  private static final Pattern PORT = Pattern.compile(":(\\d{1,5})\\b");

  private StartupFailure() {}

  static StartupException of(Throwable failure) {
    Throwable innermost = failure;
    String port = "?";
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof StartupException e) {
        return e;
      }
      Matcher matcher = PORT.matcher(oneLine(t));
      port = matcher.find() ? matcher.group(1) : port;
      innermost = t;
    }
    return oneLine(innermost).contains("Address already in use")
        ? new StartupException("port " + port + " is taken by another process", failure)
        : new StartupException(oneLine(innermost), failure);
  }

  private static String oneLine(Throwable t) {
    @Nullable String message = t.getMessage();
    return message == null ? t.getClass().getSimpleName() : message.strip().replaceAll("\\s+", " ");
  }
}
