package dev.loxodonta.service;

import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.SystemPropertiesPropertySource;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The places that settings come from, with their precedence: a higher number wins. */
final class YamlSettings {

  private static final int FILE = EnvironmentPropertySource.POSITION - 10;
  private static final int SERVICE = YamlPropertySourceLoader.DEFAULT_POSITION - 10;
  private static final int KIT = SERVICE - 10;
  private static final int OVERRIDES = SystemPropertiesPropertySource.POSITION + 10;

  private YamlSettings() {}

  static PropertySource ofKit() {
    return ofResource("loxodonta-defaults.yml", KIT).orElseThrow();
  }

  static PropertySource ofName(String name) {
    return PropertySource.of("the service", Map.of("micronaut.application.name", name), KIT);
  }

  static Optional<PropertySource> ofService(String name) {
    return ofResource(name + ".yml", SERVICE);
  }

  static PropertySource ofFile(Path file) {
    try (InputStream yaml = Files.newInputStream(file)) {
      return ofStream(file.toString(), yaml, FILE);
    } catch (IOException e) {
      throw new StartupException("the config file %s cannot be read".formatted(file), e);
    }
  }

  static PropertySource ofOverrides(Map<String, Object> overrides) {
    return PropertySource.of("the overrides", mutable(overrides), OVERRIDES);
  }

  /** Copies all the way down, since Micronaut writes into the collections of its sources. */
  private static Map<String, Object> mutable(Map<?, ?> settings) {
    Map<String, Object> copy = new LinkedHashMap<>();
    settings.forEach((key, value) -> copy.put(String.valueOf(key), mutable(value)));
    return copy;
  }

  private static Object mutable(Object value) {
    return switch (value) {
      case Map<?, ?> map -> mutable(map);
      case List<?> list -> new ArrayList<>(list);
      default -> value;
    };
  }

  private static Optional<PropertySource> ofResource(String resource, int order) {
    try (@Nullable InputStream yaml =
        YamlSettings.class.getClassLoader().getResourceAsStream(resource)) {
      return yaml == null ? Optional.empty() : Optional.of(ofStream(resource, yaml, order));
    } catch (IOException e) {
      throw new StartupException("the resource %s cannot be read".formatted(resource), e);
    }
  }

  private static PropertySource ofStream(String name, InputStream yaml, int order)
      throws IOException {
    try {
      return PropertySource.of(name, new YamlPropertySourceLoader().read(name, yaml), order);
    } catch (RuntimeException e) {
      String what = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
      throw new StartupException("%s is no valid YAML: %s".formatted(name, what), e);
    }
  }
}
