package dev.loxodonta.search;

import dev.loxodonta.localpostgres.LocalDatabase;
import dev.loxodonta.localpostgres.LocalPostgres;
import dev.loxodonta.localpostgres.LocalPrimary;
import dev.loxodonta.localpostgres.Login;
import dev.loxodonta.localpostgres.ServerSpec;
import dev.loxodonta.localpostgres.binaries.Flavour;
import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.search.testing.TestProject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On a shard of its own whose server has vectorscale, and no contrib. */
class DiskAnnIT extends IndexKindContract {

  private static final int SHARD = 7;

  /** A second for each 200 or so is what the index takes to build. */
  private static final int MEMORIES = 1_500;

  private static LocalPrimary server;
  private static TestProject project;

  @BeforeAll
  static void load() {
    server =
        LocalPrimary.start(
            ServerSpec.in(
                    LocalPostgres.temporaryFolder().resolve("extensions"),
                    PostgresBinaries.locate(Flavour.EXTENSIONS),
                    Login.random("loxo"))
                .withDurable(false));
    server.execute("postgres", "CREATE DATABASE extensions");
    LocalDatabase database = new LocalDatabase(server, "extensions");
    database.execute("CREATE EXTENSION vectorscale CASCADE");
    project =
        load(
            STAND.createProjectOn(SHARD, database, DIMENSIONS, "cosine"),
            VectorIndexKind.DISKANN,
            MEMORIES);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  int memories() {
    return MEMORIES;
  }

  /** Few vectors in many clusters are hard for its graph; with real texts it finds more. */
  @Override
  double leastRecall() {
    return 0.9;
  }

  @Override
  TestProject project() {
    return project;
  }

  @Override
  VectorIndexKind kind() {
    return VectorIndexKind.DISKANN;
  }
}
