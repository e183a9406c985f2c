package dev.loxodonta.localpostgres.binaries;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A dotted version such as {@code 18.6} or {@code 0.8.4}; missing parts count as zero. */
final class VersionNumber implements Comparable<VersionNumber> {
  private static final Pattern NUMBERS = Pattern.compile("(\\d+)(?:\\.\\d+)*");

  private final int[] parts;

  private VersionNumber(int[] parts) {
    this.parts = parts;
  }

  /**
   * Reads the first version number in a text such as {@code PostgreSQL 15.18 (Debian …)} or {@code
   * PostgreSQL 19beta1}.
   *
   * @throws IllegalArgumentException when the text has no number in it
   */
  static VersionNumber parse(String text) {
    Matcher matcher = NUMBERS.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException("No version number in \"" + text + "\".");
    }
    return new VersionNumber(
        Arrays.stream(matcher.group().split("\\.")).mapToInt(Integer::parseInt).toArray());
  }

  int major() {
    return parts[0];
  }

  boolean isOlderThan(VersionNumber other) {
    return compareTo(other) < 0;
  }

  @Override
  public int compareTo(VersionNumber other) {
    int length = Math.max(parts.length, other.parts.length);
    return Arrays.compare(Arrays.copyOf(parts, length), Arrays.copyOf(other.parts, length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VersionNumber version && compareTo(version) == 0;
  }

  @Override
  public int hashCode() {
    int length = parts.length;
    while (length > 0 && parts[length - 1] == 0) {
      length--;
    }
    return Arrays.hashCode(Arrays.copyOf(parts, length));
  }

  @Override
  public String toString() {
    return Arrays.stream(parts).mapToObj(Integer::toString).collect(Collectors.joining("."));
  }
}
