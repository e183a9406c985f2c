package dev.loxodonta.router.config;

import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.convert.TypeConverter;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an element of {@code loxodonta.cluster.shards}, and says what is wrong with it. */
@Singleton
@SuppressWarnings("rawtypes")
final class ShardEntryConverter implements TypeConverter<Map, ShardEntry> {

  private static final String AT = "loxodonta.cluster.shards";

  @Override
  public Optional<ShardEntry> convert(
      Map shard, Class<ShardEntry> targetType, ConversionContext context) {
    requireKnown(shard, Set.of("name", "database", "nodes"));
    Object database = shard.get("database");
    return Optional.of(
        new ShardEntry(
            text(shard, "name"),
            database == null ? null : database.toString(),
            nodes(shard.get("nodes"))));
  }

  private static List<NodeEntry> nodes(@Nullable Object nodes) {
    if (!(nodes instanceof List<?> list)) {
      throw new ConfigurationException(AT + "[].nodes is missing; a list of nodes is expected");
    }
    return list.stream().map(ShardEntryConverter::node).toList();
  }

  private static NodeEntry node(@Nullable Object node) {
    if (!(node instanceof Map<?, ?> map)) {
      throw new ConfigurationException(
          AT + "[].nodes[] was " + node + "; name, host and port are expected");
    }
    requireKnown(map, Set.of("name", "host", "port"));
    return new NodeEntry(text(map, "name"), text(map, "host"), port(text(map, "port")));
  }

  private static int port(String port) {
    try {
      return Integer.parseInt(port);
    } catch (NumberFormatException e) {
      throw new ConfigurationException(
          AT + "[].nodes[].port was " + port + "; 1 to 65535 is expected", e);
    }
  }

  private static String text(Map<?, ?> entry, String key) {
    Object value = entry.get(key);
    if (value == null || value.toString().isBlank()) {
      throw new ConfigurationException(AT + ": " + key + " is missing in " + entry);
    }
    return value.toString();
  }

  private static void requireKnown(Map<?, ?> entry, Set<String> known) {
    for (Object key : entry.keySet()) {
      if (!known.contains(key.toString())) {
        throw new ConfigurationException(
            AT + ": " + key + " is no setting; allowed are " + String.join(", ", known));
      }
    }
  }
}
