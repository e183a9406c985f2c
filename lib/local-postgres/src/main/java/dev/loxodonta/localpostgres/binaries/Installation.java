package dev.loxodonta.localpostgres.binaries;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what an installation says about itself and judges whether it will do. */
final class Installation {
  static final VersionNumber OLDEST_POSTGRES = VersionNumber.parse("16");
  static final VersionNumber OLDEST_PGVECTOR = VersionNumber.parse("0.8.4");

  private static final List<String> PROGRAMS = List.of("postgres", "initdb", "pg_basebackup");
  private static final Pattern DEFAULT_VERSION =
      Pattern.compile("^\\s*default_version\\s*=\\s*'([^']+)'", Pattern.MULTILINE);

  private Installation() {}

  /**
   * Asks a {@code pg_config} program where its installation is.
   *
   * @throws LocalPostgresException when it cannot be run or says too little
   */
  static PostgresBinaries describe(String pgConfig) {
    String output = Command.of(pgConfig).runOrFail("Running " + pgConfig);
    Map<String, String> facts =
        output
            .lines()
            .map(line -> line.split(" = ", 2))
            .filter(pair -> pair.length == 2)
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, b) -> a));
    return new PostgresBinaries(
        Path.of(fact(facts, "bindir", pgConfig)),
        Path.of(fact(facts, "sharedir", pgConfig)),
        Path.of(fact(facts, "pkglibdir", pgConfig)),
        VersionNumber.parse(fact(facts, "version", pgConfig)).toString());
  }

  /** Says in half a sentence why an installation will not do; empty when it will. */
  static Optional<String> objection(PostgresBinaries found, Flavour flavour) {
    for (String program : PROGRAMS) {
      if (!Files.isExecutable(found.program(program))) {
        return Optional.of("has no server (" + found.program(program) + " is missing)");
      }
    }
    if (flavour != Flavour.STANDARD) {
      return Optional.empty();
    }
    if (VersionNumber.parse(found.version()).isOlderThan(OLDEST_POSTGRES)) {
      return Optional.of(
          "is PostgreSQL %s, and %s or newer is needed"
              .formatted(found.version(), OLDEST_POSTGRES));
    }
    return pgvectorObjection(pgvectorVersion(found));
  }

  private static Optional<String> pgvectorObjection(@Nullable VersionNumber pgvector) {
    if (pgvector == null) {
      return Optional.of("has no pgvector, and %s or newer is needed".formatted(OLDEST_PGVECTOR));
    }
    return pgvector.isOlderThan(OLDEST_PGVECTOR)
        ? Optional.of(
            "has pgvector %s, and %s or newer is needed".formatted(pgvector, OLDEST_PGVECTOR))
        : Optional.empty();
  }

  private static @Nullable VersionNumber pgvectorVersion(PostgresBinaries found) {
    Path control = found.share().resolve("extension/vector.control");
    try {
      return DEFAULT_VERSION
          .matcher(Files.readString(control))
          .results()
          .map(match -> VersionNumber.parse(match.group(1)))
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  private static String fact(Map<String, String> facts, String name, String pgConfig) {
    String value = facts.get(name.toUpperCase(Locale.ROOT));
    if (value == null) {
      throw new LocalPostgresException(pgConfig + " does not say its " + name + ".");
    }
    return value;
  }
}
