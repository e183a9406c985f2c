package dev.loxodonta.localpostgres.binaries;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A folder that looks like a PostgreSQL installation; its programs do nothing. */
final class FakeInstallation {
  private FakeInstallation() {}

  static Path create(Path prefix, String version, String pgvector) throws IOException {
    Path bin = Files.createDirectories(prefix.resolve("bin"));
    Path extension = Files.createDirectories(prefix.resolve("share/extension"));
    Path library = Files.createDirectories(prefix.resolve("lib"));
    for (String program : new String[] {"postgres", "initdb", "pg_basebackup"}) {
      script(bin.resolve(program), "exit 0");
    }
    script(
        bin.resolve("pg_config"),
        """
        echo 'BINDIR = %s'
        echo 'SHAREDIR = %s'
        echo 'PKGLIBDIR = %s'
        echo 'VERSION = PostgreSQL %s'
        """
            .formatted(bin, prefix.resolve("share"), library, version));
    Files.writeString(
        extension.resolve("vector.control"), "default_version = '" + pgvector + "'\n");
    return prefix;
  }

  static Path script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }
}
