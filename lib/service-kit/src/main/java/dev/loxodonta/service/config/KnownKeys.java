package dev.loxodonta.service.config;

import java.util.Set;

/**
 * Keys that a component reads without a {@code @ConfigurationProperties} type of its own. Any
 * number of such beans may be there.
 *
 * @param keys full kebab-case keys, as {@code loxodonta.router.address}; {@code *} stands for one
 *     segment, and {@code .**} at the end for everything below
 */
public record KnownKeys(Set<String> keys) {

  /** Copies the keys. */
  public KnownKeys {
    keys = Set.copyOf(keys);
  }

  /** Returns the bean for some keys. */
  public static KnownKeys of(String... keys) {
    return new KnownKeys(Set.of(keys));
  }
}
