package dev.loxodonta.router.config;

import io.micronaut.core.annotation.Introspected;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A shard of the configuration.
 *
 * @param name unique, as {@code shard-1}
 * @param database its database; made when it is missing. Default {@code loxodonta}
 * @param nodes its servers, at least one
 */
@Introspected
public record ShardEntry(
    @NotBlank String name, @Nullable String database, @NotEmpty List<@Valid NodeEntry> nodes) {

  private static final String DEFAULT_DATABASE = "loxodonta";

  /** Fills in the default database. */
  public ShardEntry {
    database = Objects.requireNonNullElse(database, DEFAULT_DATABASE);
    nodes = List.copyOf(Objects.requireNonNullElse(nodes, List.of()));
  }

  /** Returns the database, never null. */
  @Override
  public String database() {
    return Objects.requireNonNullElse(database, DEFAULT_DATABASE);
  }
}
