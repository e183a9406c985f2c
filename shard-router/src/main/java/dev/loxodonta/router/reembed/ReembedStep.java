package dev.loxodonta.router.reembed;

import java.util.Locale;

/**
 * The steps of a re-embedding, in their order, with the share of the work that lies before each.
 */
enum ReembedStep {
  /** Takes a number for the new slot. */
  PREPARE(0),
  /** Makes the new slot's partitions, empty. */
  CREATE_PARTITIONS(1),
  /** From here on changes of the project's rows are logged. */
  CAPTURE_CHANGES(2),
  /** Copies the rows without their vectors, and queues those that are to have one. */
  COPY(3),
  /** Waits for the workers to make the vectors, and applies the log meanwhile. */
  EMBED(8),
  /** Builds the vector, text, metadata and session indexes. */
  BUILD_INDEXES(75),
  /** Applies the log until it is short and nearly every row has its vector; compares all rows. */
  CATCH_UP(93),
  /** Holds writes, applies the rest, waits for its vectors, compares, and changes the home. */
  SWITCH(96),
  /** Tells the catalog, and through it everyone. */
  PUBLISH(98),
  /** Takes the old vectors of records without a slot away, and waits for their new ones. */
  RECORDS(98.5),
  /** Counts the project exactly, and lets the old copy be removed some time later. */
  COUNT(99);

  private final double percent;

  ReembedStep(double percent) {
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

  /** Returns whether it comes before the home changes, so that everything can be taken back. */
  boolean beforeSwitch() {
    return compareTo(SWITCH) <= 0;
  }

  static ReembedStep ofKey(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
