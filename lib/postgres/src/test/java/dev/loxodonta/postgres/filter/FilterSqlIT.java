package dev.loxodonta.postgres.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.loxodonta.localpostgres.LocalDatabase;
import dev.loxodonta.localpostgres.LocalPostgres;
import dev.loxodonta.postgres.ShardSchema;
import dev.loxodonta.postgres.metadata.MetadataWriter;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.Memory;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.codec.Json;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import reactor.core.publisher.Flux;

/**
 * Filters in PostgreSQL keep what {@link FilterMatcher} keeps. The seeds are in the tests' names.
 */
class FilterSqlIT {

  private static final int MEMORIES = 300;
  private static final int FILTERS = 150;

  private static final LocalDatabase DATABASE = LocalPostgres.shared().createDatabase();
  private static final long NOW = Instant.now().getEpochSecond();
  private static final RandomFilters RANDOM = new RandomFilters(42, NOW);
  private static final List<Memory> ALL =
      IntStream.range(0, MEMORIES).mapToObj(i -> RANDOM.memory()).toList();
  private static PostgresqlConnection connection;

  @BeforeAll
  static void writeMemories() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(DATABASE.jdbcUrl());
    source.setUser(DATABASE.login().user());
    source.setPassword(DATABASE.login().password());
    new ShardSchema(source).migrate();
    DATABASE.execute("SELECT loxo_create_slot(0, true)");
    DATABASE.execute("CREATE INDEX ON memories_s0 USING gin (metadata jsonb_path_ops)");
    connection = connect();
    ALL.forEach(FilterSqlIT::insert);
  }

  @AfterAll
  static void close() {
    connection.close().block();
    DATABASE.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void filters_keepWhatTheMatcherKeeps(long seed) {
    RandomFilters random = new RandomFilters(seed, NOW);
    connection
        .createStatement(seed % 2 == 0 ? "SET enable_seqscan = off" : "SET enable_seqscan = on")
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .blockLast();
    for (int i = 0; i < FILTERS; i++) {
      Filter filter = random.filter(ALL);
      Set<String> expected =
          ALL.stream()
              .filter(m -> FilterMatcher.keeps(filter, m, now()))
              .map(Memory::getId)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(kept(filter)).as("filter %s: %s", i, filter).isEqualTo(expected);
    }
  }

  @Test
  void text_isNeverPartOfTheStatement() {
    Filter filter =
        Filter.newBuilder()
            .addMemoryTypes("'; DROP TABLE memories; --")
            .addSessionIds("$1")
            .setMetadata(
                dev.loxodonta.type.v1.Condition.newBuilder()
                    .setExists(
                        dev.loxodonta.type.v1.Condition.Exists.newBuilder().setKey("' OR true --")))
            .build();
    Parameters parameters = new Parameters();
    String sql = FilterSql.compile(filter, new FieldChecks()).visible(parameters);
    assertThat(sql).doesNotContain("DROP", "OR true");
    assertThat(parameters.size()).isEqualTo(3);
    assertThat(kept(filter)).isEmpty();
  }

  private static Set<String> kept(Filter filter) {
    FieldChecks checks = new FieldChecks();
    CompiledFilter compiled = FilterSql.compile(filter, checks);
    checks.throwIfAny();
    Parameters parameters = new Parameters();
    String sql =
        "SELECT id FROM memories WHERE slot = 0 AND project_id = "
            + parameters.add(1L)
            + " AND "
            + compiled.visible(parameters);
    List<String> ids =
        Objects.requireNonNull(
            parameters
                .bindTo(connection.createStatement(sql))
                .execute()
                .concatMap(r -> r.map(row -> String.valueOf(row.get("id", UUID.class))))
                .collectList()
                .block());
    return new TreeSet<>(ids);
  }

  private static Timestamp now() {
    return Timestamp.newBuilder().setSeconds(NOW).build();
  }

  private static void insert(Memory memory) {
    Parameters p = new Parameters();
    String sql =
        "INSERT INTO memories (slot, project_id, id, memory_type, session_id, importance,"
            + " created_at, recorded_at, fact_key, valid_from, valid_to, expires_at, metadata,"
            + " content)"
            + " VALUES (0, 1, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'x')"
                .formatted(
                    p.add(UUID.fromString(memory.getId())),
                    p.add(memory.getMemoryType()),
                    memory.getSessionId().isEmpty()
                        ? p.addNull(String.class)
                        : p.add(memory.getSessionId()),
                    p.add(memory.getImportance()),
                    p.add(instant(memory.getCreatedAt())),
                    p.add(instant(memory.getRecordedAt())),
                    memory.getFactKey().isEmpty()
                        ? p.addNull(String.class)
                        : p.add(memory.getFactKey()),
                    time(p, memory.hasValidFrom(), memory.getValidFrom()),
                    time(p, memory.hasValidTo(), memory.getValidTo()),
                    time(p, memory.hasExpiresAt(), memory.getExpiresAt()),
                    p.add(Json.of(MetadataWriter.toJson(memory.getMetadata()))));
    Flux.from(p.bindTo(connection.createStatement(sql)).execute())
        .concatMap(PostgresqlResult::getRowsUpdated)
        .blockLast();
  }

  private static String time(Parameters parameters, boolean present, Timestamp time) {
    return present ? parameters.add(instant(time)) : parameters.addNull(Instant.class);
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static PostgresqlConnection connect() {
    return Objects.requireNonNull(
        new PostgresqlConnectionFactory(
                PostgresqlConnectionConfiguration.builder()
                    .host(DATABASE.host())
                    .port(DATABASE.port())
                    .database(DATABASE.name())
                    .username(DATABASE.login().user())
                    .password(DATABASE.login().password())
                    .build())
            .create()
            .block());
  }
}
