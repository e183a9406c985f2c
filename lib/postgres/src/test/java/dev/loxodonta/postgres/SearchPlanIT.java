package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The plans of searches as the services' role, with row security on. */
class SearchPlanIT {

  private static final String VECTOR = Arrays.toString(new float[128]).replace("0.0", "0.5");

  private static TestShard shard;

  @BeforeAll
  static void start() {
    shard = TestShard.shared();
    shard.execute(
        """
        UPDATE projects SET slot = 32 WHERE project_id = 42;
        INSERT INTO memories (slot, project_id, id, content, metadata, embedding)
        SELECT CASE p WHEN 42 THEN 32 ELSE 5 END, p, gen_random_uuid(),
          'elephant number ' || i || repeat(' savanna', 30), jsonb_build_object('n', i),
          (SELECT array_agg(sin(i * d)) FROM generate_series(1, 128) d)::real[]::halfvec
        FROM generate_series(1, 3000) i, unnest(ARRAY[1, 2, 3, 42]) p
        WHERE p = 42 OR i <= 1000;
        CREATE INDEX memories_s32_hnsw ON memories_s32
          USING hnsw ((embedding::halfvec(128)) halfvec_cosine_ops);
        CREATE INDEX memories_s32_text ON memories_s32 USING gin (content_tsv);
        CREATE INDEX memories_s32_metadata ON memories_s32 USING gin (metadata jsonb_path_ops);
        """);
    Waits.until(SearchPlanIT::isVacuumed);
  }

  /** The replica's feedback holds up vacuum by a few seconds. */
  private static boolean isVacuumed() {
    shard.execute("VACUUM ANALYZE memories");
    return "t"
        .equals(
            shard.execute(
                "SELECT relallvisible = relpages FROM pg_class WHERE relname = 'memories_s5'"));
  }

  @AfterAll
  static void stop() {
    shard.close();
  }

  @Test
  void exactSearch_isAnIndexOnlyScanWithoutHeapFetches() throws SQLException {
    String plan =
        plan(
            1,
            """
            SELECT id, embedding::halfvec(128) <=> '%s' AS distance FROM memories
            WHERE slot = 5 AND project_id = 1 AND embedding IS NOT NULL
              AND vector_dims(embedding) <= 1024
              AND visible_from <= now() AND visible_until > now()
            ORDER BY distance LIMIT 10
            """
                .formatted(VECTOR));
    assertThat(plan)
        .contains("Index Only Scan using memories_s5_exact")
        .contains("Heap Fetches: 0")
        .contains("actual rows=1000")
        .doesNotContain("memories_s6");
  }

  @Test
  void approximateSearch_usesTheGraphOfItsOwnSlot() throws SQLException {
    String plan =
        plan(
            42,
            """
            SELECT id, embedding::halfvec(128) <=> '%s' AS distance FROM memories
            WHERE slot = 32 AND project_id = 42
              AND visible_from <= now() AND visible_until > now()
            ORDER BY distance LIMIT 10
            """
                .formatted(VECTOR));
    assertThat(plan).contains("Index Scan using memories_s32_hnsw").doesNotContain("Sort");
  }

  @Test
  void textSearch_usesTheInvertedIndexOfASharedSlot() throws SQLException {
    assertThat(
            plan(
                1,
                "SELECT id FROM memories WHERE slot = 5 AND project_id = 1"
                    + " AND content_tsv @@ to_tsquery('english', '1234')"))
        .contains("Bitmap Index Scan on memories_s5_text");
  }

  @Test
  void textSearch_usesTheInvertedIndexOfAnOwnSlot() throws SQLException {
    assertThat(
            plan(
                42,
                "SELECT id FROM memories WHERE slot = 32 AND project_id = 42"
                    + " AND content_tsv @@ to_tsquery('english', '1234')"))
        .contains("Bitmap Index Scan on memories_s32_text");
  }

  @Test
  void metadataFilter_usesTheInvertedIndexOfAnOwnSlot() throws SQLException {
    assertThat(
            plan(
                42,
                "SELECT id FROM memories WHERE slot = 32 AND project_id = 42"
                    + " AND metadata @> '{\"n\": 77}'"))
        .contains("Bitmap Index Scan on memories_s32_metadata");
  }

  @Test
  void tenantCondition_isCheckedOnceAndNotPerRow() throws SQLException {
    assertThat(
            plan(
                1,
                "SELECT id FROM memories WHERE slot = 5 AND project_id = 1"
                    + " AND content_tsv @@ to_tsquery('english', '1234')"))
        .contains("One-Time Filter");
  }

  private static String plan(long project, String search) throws SQLException {
    try (Connection service = shard.asService();
        Statement statement = service.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF, SUMMARY OFF) SELECT h.* FROM"
                    + " (SELECT set_config('loxo.project', '%d', true) OFFSET 0) s"
                        .formatted(project)
                    + " LEFT JOIN LATERAL ("
                    + search
                    + ") h ON true")) {
      StringBuilder plan = new StringBuilder();
      while (rows.next()) {
        plan.append(rows.getString(1)).append('\n');
      }
      return plan.toString();
    }
  }
}
