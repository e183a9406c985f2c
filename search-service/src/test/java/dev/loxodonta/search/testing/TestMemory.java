package dev.loxodonta.search.testing;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A memory to be put into the store by SQL.
 *
 * @param number from 0; the id is made of it
 * @param vector null for a memory without one
 */
@SuppressWarnings("ArrayRecordComponent")
public record TestMemory(
    int number,
    String content,
    float @Nullable [] vector,
    String type,
    String metadata,
    Duration age) {

  /** Returns a fact of today without free fields and without a vector. */
  public static TestMemory of(int number, String content) {
    return of(number, content, (float[]) null);
  }

  /** Returns a fact of today without free fields. */
  public static TestMemory of(int number, String content, float @Nullable ... vector) {
    return new TestMemory(number, content, vector, "fact", "{}", Duration.ZERO);
  }

  /** Returns the same memory as another type. */
  public TestMemory ofType(String other) {
    return new TestMemory(number, content, vector, other, metadata, age);
  }

  /** Returns the same memory with other free fields. */
  public TestMemory with(String json) {
    return new TestMemory(number, content, vector, type, json, age);
  }

  /** Returns the same memory, older. */
  public TestMemory aged(Duration older) {
    return new TestMemory(number, content, vector, type, metadata, older);
  }

  /** Returns the id of a number. */
  public static UUID id(int number) {
    return new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L | number);
  }

  /** Returns the memory's id. */
  public UUID id() {
    return id(number);
  }
}
