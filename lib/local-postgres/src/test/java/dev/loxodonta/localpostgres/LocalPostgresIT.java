package dev.loxodonta.localpostgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LocalPostgresIT {
  private final LocalPostgres postgres = LocalPostgres.shared();

  @Test
  void createDatabase_givesEmptyOneEachTime() {
    try (LocalDatabase first = postgres.createDatabase();
        LocalDatabase second = postgres.createDatabase()) {
      first.execute("CREATE TABLE mine (id int)");
      assertThat(second.execute("SELECT to_regclass('mine')")).isNull();
    }
  }

  @Test
  void createDatabaseLike_copies() {
    try (LocalDatabase template = postgres.createDatabase()) {
      template.execute("CREATE TABLE mine AS SELECT 5 AS id");
      try (LocalDatabase copy = postgres.createDatabaseLike(template.name())) {
        assertThat(copy.execute("SELECT id FROM mine")).isEqualTo("5");
      }
    }
  }

  @Test
  void replica_streamsFromPrimary() {
    assertThat(postgres.replica().isStreaming()).isTrue();
    assertThat(postgres.replica()).isSameAs(postgres.replica());
  }
}
