package dev.loxodonta.bench.run;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A fixture that is made when the first row needs it. Used by one thread. */
final class Shared<T extends Object> {

  private final Supplier<T> maker;
  private @Nullable T made;

  Shared(Supplier<T> maker) {
    this.maker = maker;
  }

  T take() {
    T present = made;
    if (present == null) {
      present = maker.get();
      made = present;
    }
    return present;
  }
}
