package dev.loxodonta.embedding;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds embedders by the name of their model. Immutable; its embedders are closed by its maker. */
public final class EmbedderCatalog {

  /** The model that is built in and that projects have unless they say otherwise. */
  public static final String BUILT_IN_MODEL = MiniLm.NAME;

  private final Map<String, Embedder> forWrites;
  private final Map<String, Embedder> forSearches;

  EmbedderCatalog(
      Collection<? extends Embedder> embedders, int cacheSize, EmbeddingMetrics metrics) {
    this.forWrites =
        embedders.stream()
            .collect(Collectors.toUnmodifiableMap(Embedder::model, Function.identity()));
    this.forSearches =
        embedders.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Embedder::model, embedder -> new CachedEmbedder(embedder, cacheSize, metrics)));
  }

  /** Returns the names of all models. */
  public Set<String> models() {
    return forWrites.keySet();
  }

  /** Returns the embedder for texts that are stored, empty when callers must send vectors. */
  public Optional<Embedder> forWrites(String model) {
    return Optional.ofNullable(forWrites.get(model));
  }

  /** Returns the embedder for texts that are searched for: the same model, with a cache. */
  public Optional<Embedder> forSearches(String model) {
    return Optional.ofNullable(forSearches.get(model));
  }

  /** Returns the dimensions of a model's vectors, empty when the model is not known here. */
  public Optional<Integer> dimensions(String model) {
    return forWrites(model).map(Embedder::dimensions);
  }
}
