package dev.loxodonta.service.config;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A known key: its text for people, and what it matches. */
record KeyPattern(String text, Pattern pattern) {

  private static final String REST = ".**";

  /** Reads a known key in the form of {@link KnownKeys}; {@code [*]} stands for an index. */
  static KeyPattern of(String key) {
    boolean open = key.endsWith(REST);
    String closed = open ? key.substring(0, key.length() - REST.length()) : key;
    String regex =
        Arrays.stream(closed.split("\\."))
            .map(KeyPattern::segment)
            .collect(Collectors.joining("\\."));
    return new KeyPattern(closed, Pattern.compile(regex + (open ? "([.\\[].*)?" : "")));
  }

  boolean matches(String key) {
    return pattern.matcher(key).matches();
  }

  /** How far a key is from this one, a {@code *} counting as whatever stands in its place. */
  int distance(String key) {
    String[] came = key.split("\\.");
    String[] wanted = text.split("\\.");
    for (int i = 0; i < Math.min(came.length, wanted.length); i++) {
      wanted[i] = wanted[i].equals("*") ? came[i] : wanted[i];
    }
    return Distance.between(key, String.join(".", wanted));
  }

  private static String segment(String segment) {
    if (segment.equals("*")) {
      return "[^.]+";
    }
    return segment.endsWith("[*]")
        ? Pattern.quote(segment.substring(0, segment.length() - 3)) + "\\[\\d+\\]"
        : Pattern.quote(segment);
  }
}
