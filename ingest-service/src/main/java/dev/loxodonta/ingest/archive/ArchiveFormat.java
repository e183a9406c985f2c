package dev.loxodonta.ingest.archive;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The forms that the records of an archive may have. */
public enum ArchiveFormat {
  /** A line of JSON for each record. */
  JSON_LINES,
  /** PostgreSQL's binary COPY format for each kind of record that has any. */
  BINARY_COPY;

  /** Returns its name in archives. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<ArchiveFormat> ofKey(String key) {
    return Arrays.stream(values()).filter(format -> format.key().equals(key)).findFirst();
  }
}
