package dev.loxodonta.localpostgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.localpostgres.binaries.Flavour;
import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExtensionsFlavourIT {
  @Test
  void start_givesServerWithDiskAnnAndBm25() {
    ServerSpec spec =
        ServerSpec.in(
                LocalPostgres.temporaryFolder().resolve("server"),
                PostgresBinaries.locate(Flavour.EXTENSIONS),
                Login.random("loxo"))
            .withDurable(false)
            .withSettings(Map.of("shared_preload_libraries", "pg_textsearch"));
    try (LocalPrimary primary = LocalPrimary.start(spec)) {
      String versions =
          primary.execute(
              "postgres",
              """
              CREATE EXTENSION vectorscale CASCADE;
              CREATE EXTENSION pg_textsearch;
              SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension
              """);
      assertThat(versions).isEqualTo("pg_textsearch plpgsql vector vectorscale");
    }
  }
}
