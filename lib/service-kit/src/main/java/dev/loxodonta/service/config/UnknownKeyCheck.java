package dev.loxodonta.service.config;

import dev.loxodonta.service.StartupException;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import jakarta.annotation.PostConstruct;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fails the start on a key under {@code loxodonta.} that nothing reads, since a misspelt setting is
 * a default in disguise. Environment variables are only warned about, and only where they come
 * close to a known key: container platforms inject variables such as {@code LOXODONTA_ROUTER_PORT}
 * for their own purposes.
 */
@Context
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownKeyCheck {

  static final String PREFIX = "loxodonta.";

  /** Flags of the build, which Maven hands on to the tests as system properties. */
  private static final String BUILD_FLAGS = PREFIX + "docs.";

  private static final Logger log = LoggerFactory.getLogger(UnknownKeyCheck.class);
  private static final int TYPING_ERROR = 2;

  private final Environment environment;
  private final List<KeyPattern> known;

  UnknownKeyCheck(Environment environment, ConfiguredKeys configuredKeys) {
    this.environment = environment;
    this.known = configuredKeys.patterns();
  }

  @PostConstruct
  void check() {
    List<String> unknown = new ArrayList<>();
    for (PropertySource source : environment.getPropertySources()) {
      if (source instanceof EnvironmentPropertySource) {
        warnOfTypingErrors(source);
      } else {
        source.forEach(key -> collect(source.getName(), key, source.get(key), unknown));
      }
    }
    if (!unknown.isEmpty()) {
      throw new StartupException(String.join("; ", unknown));
    }
  }

  private void collect(String source, String key, @Nullable Object value, List<String> unknown) {
    if (value instanceof Map<?, ?> map && !matches(ConfiguredKeys.normalized(key))) {
      map.forEach((k, v) -> collect(source, key + "." + k, v, unknown));
      return;
    }
    String normalized = ConfiguredKeys.normalized(key);
    if (ours(normalized) && value != null && !matches(normalized)) {
      unknown.add(
          "unknown setting %s in %s; the nearest known one is %s"
              .formatted(key, source, nearest(normalized)));
    }
  }

  private static boolean ours(String key) {
    return key.startsWith(PREFIX) && !key.startsWith(BUILD_FLAGS);
  }

  private boolean matches(String key) {
    return known.stream().anyMatch(pattern -> pattern.matches(key));
  }

  private String nearest(String key) {
    return known.stream()
        .min(Comparator.comparingInt(pattern -> pattern.distance(key)))
        .map(KeyPattern::text)
        .orElse("none");
  }

  private void warnOfTypingErrors(PropertySource variables) {
    Map<String, String> names =
        known.stream()
            .map(KeyPattern::text)
            .collect(Collectors.toMap(UnknownKeyCheck::variable, text -> text, (a, b) -> a));
    for (String name : variables) {
      if (name.startsWith("LOXODONTA_") && !names.containsKey(name)) {
        names.keySet().stream()
            .filter(variable -> Distance.between(name, variable) <= TYPING_ERROR)
            .findFirst()
            .ifPresent(
                near ->
                    log.warn("Variable {} is unknown; {} sets {}", name, near, names.get(near)));
      }
    }
  }

  private static String variable(String key) {
    return key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
  }
}
