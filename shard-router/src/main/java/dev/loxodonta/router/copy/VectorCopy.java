package dev.loxodonta.router.copy;

import java.util.OptionalInt;

/** What becomes of the vectors of the rows that are copied. */
public sealed interface VectorCopy {

  /** The space stays: vectors are copied. */
  record AsTheyAre() implements VectorCopy {}

  /**
   * The space changes: rows come without their vectors, and those that are to have one are queued
   * for the workers that make them.
   *
   * @param keptSlot a slot with vectors of the wanted space, which are taken where the text is
   *     still the same; absent: all are made
   */
  record MadeAnew(OptionalInt keptSlot) implements VectorCopy {}
}
