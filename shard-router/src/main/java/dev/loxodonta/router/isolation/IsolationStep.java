package dev.loxodonta.router.isolation;

import java.util.Locale;

/** The steps of an isolation, in their order, with the share of the work that lies before each. */
enum IsolationStep {
  /** Takes a number for the new slot. */
  PREPARE(0),
  /** Makes the new slot's partitions, empty. */
  CREATE_PARTITIONS(1),
  /** From here on changes of the project's rows are logged. */
  CAPTURE_CHANGES(2),
  /** Copies the rows in batches. */
  COPY(3),
  /** Builds the vector, text, metadata and session indexes. */
  BUILD_INDEXES(40),
  /** Applies the log until it is short, and compares all rows. */
  CATCH_UP(88),
  /** Holds writes, applies the rest, compares, and changes the owner on the shard. */
  SWITCH(92),
  /** Tells the catalog, and through it everyone. */
  PUBLISH(94),
  /** Waits for readers with an old map. */
  GRACE(95),
  /** Removes the rows from the old slot. */
  REMOVE_SOURCE(96),
  /** Counts the project exactly. */
  COUNT(99);

  private final double percent;

  IsolationStep(double percent) {
    this.percent = percent;
  }

  /** Returns the step's name in the catalog and the API, as {@code build-indexes}. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns how much is done when it begins. */
  double percent() {
    return percent;
  }

  /** Returns how much is done when a part of it, 0 to 1, is. */
  double percent(double part) {
    double end = this == COUNT ? 100 : values()[ordinal() + 1].percent;
    return percent + (end - percent) * Math.clamp(part, 0, 1);
  }

  /** Returns whether it comes before the owner changes. */
  boolean beforeSwitch() {
    return compareTo(SWITCH) <= 0;
  }

  static IsolationStep ofKey(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
