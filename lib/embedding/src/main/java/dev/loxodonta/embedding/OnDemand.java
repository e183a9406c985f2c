package dev.loxodonta.embedding;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model that is loaded when it is first asked for. Thread-safe; callers wait while one loads. A
 * load that fails is tried again by the next caller.
 */
final class OnDemand {

  private final Supplier<TextModel> loader;
  private volatile @Nullable TextModel loaded;

  OnDemand(Supplier<TextModel> loader) {
    this.loader = loader;
  }

  TextModel model() {
    TextModel model = loaded;
    return model != null ? model : load();
  }

  private synchronized TextModel load() {
    TextModel model = loaded;
    if (model == null) {
      model = loader.get();
      loaded = model;
    }
    return model;
  }

  /** Runs an action on the model if it has been loaded. */
  synchronized void ifLoaded(Consumer<TextModel> action) {
    TextModel model = loaded;
    if (model != null) {
      action.accept(model);
    }
  }
}
