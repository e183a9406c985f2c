package dev.loxodonta.router.project;

import dev.loxodonta.postgres.VectorIndexKind;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much is kept ready for a project's searches. */
public enum Tier {
  /** The index that the project wants. */
  HOT,
  /** A cheaper one: on the signs, or lists where signs say nothing about distances. */
  WARM,
  /** None: searches are exact. */
  COLD;

  /** Returns the tier of a key in the catalog. */
  public static Tier ofKey(String key) {
    return Arrays.stream(values()).filter(tier -> tier.key().equals(key)).findFirst().orElseThrow();
  }

  /** Returns the word that stands in the catalog. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the kind of index on the vectors of a project's own slot; empty: none. */
  Optional<VectorIndexKind> kind(ProjectSettings settings) {
    return switch (this) {
      case HOT -> Optional.of(settings.vectorIndexKind());
      case WARM ->
          Optional.of(
              VectorIndexKind.HNSW_BINARY.fits(settings.metric())
                  ? VectorIndexKind.HNSW_BINARY
                  : VectorIndexKind.IVFFLAT);
      case COLD -> Optional.empty();
    };
  }
}
