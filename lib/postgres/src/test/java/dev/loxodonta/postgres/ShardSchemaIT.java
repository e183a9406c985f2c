package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShardSchemaIT {

  private static TestShard shard;

  @BeforeAll
  static void start() {
    shard = TestShard.shared();
  }

  @AfterAll
  static void stop() {
    shard.close();
  }

  @Test
  void migrate_doesNothingTheSecondTime() {
    ShardSchema schema = new ShardSchema(shard.dataSource());
    assertThat(schema.migrate()).isZero();
    assertThat(schema.applied()).contains("001");
  }

  @Test
  void comments_standOnEveryTableColumnIndexAndFunction() {
    assertThat(
            shard.execute(
                """
                SELECT string_agg(what, ', ') FROM (
                  SELECT c.relname::text AS what FROM pg_class c
                  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                    AND NOT c.relispartition AND c.relname <> 'schema_version'
                    AND obj_description(c.oid, 'pg_class') IS NULL
                  UNION ALL
                  SELECT c.relname || '.' || a.attname FROM pg_class c
                  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                    AND NOT c.relispartition AND c.relname <> 'schema_version'
                    AND col_description(c.oid, a.attnum) IS NULL
                  UNION ALL
                  SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
                  JOIN pg_class c ON c.oid = x.indrelid
                  WHERE c.relnamespace = 'public'::regnamespace AND NOT x.indisprimary
                    AND NOT i.relispartition AND c.relname <> 'schema_version'
                    AND obj_description(i.oid, 'pg_class') IS NULL
                  UNION ALL
                  SELECT p.proname FROM pg_proc p
                  WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'loxo%'
                    AND obj_description(p.oid, 'pg_proc') IS NULL) missing
                """))
        .isNull();
  }

  @Test
  void createSlot_changesNothingTheSecondTime() {
    String before = tables();
    shard.execute("SELECT loxo_create_slot(5, true), loxo_create_slot(32, false)");
    assertThat(tables()).isEqualTo(before);
  }

  @Test
  void createSlot_givesTheIndexesOfExactSearchToSharedSlotsOnly() {
    assertThat(indexes("memories_s5")).contains("memories_s5_exact", "memories_s5_text");
    assertThat(indexes("memories_s32")).doesNotContain("memories_s32_exact", "memories_s32_text");
  }

  @Test
  void createSlot_waitsForNoWriterOfOtherSlots() throws SQLException {
    try (Connection writer = shard.dataSource().getConnection();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute(memory(1, 5, "'a'"));
      statement.execute(
          "INSERT INTO memory_stats SELECT slot, project_id, id, 1, now() FROM memories");
      shard.execute("SET lock_timeout = '2s'; SELECT loxo_create_slot(33, false)");
      writer.rollback();
    }
  }

  @Test
  void memoryStats_goWithTheirMemory() {
    shard.execute(memory(1, 6, "'gone'"));
    shard.execute(
        "INSERT INTO memory_stats SELECT slot, project_id, id, 1, now() FROM memories WHERE slot ="
            + " 6");
    shard.execute("DELETE FROM memories WHERE slot = 6");
    assertThat(shard.execute("SELECT count(*) FROM memory_stats WHERE slot = 6")).isEqualTo("0");
    assertThatThrownBy(
            () ->
                shard.execute(
                    "INSERT INTO memory_stats VALUES (6, 1, gen_random_uuid(), 1, now())"))
        .hasMessageContaining("foreign key");
  }

  @Test
  void embedding_ofThreeThousandDimensionsFitsIntoItsPageAndLargerOnesNeedExternalStorage() {
    shard.execute(
        "INSERT INTO memories (slot, project_id, id, content, embedding) VALUES"
            + " (32, 1, gen_random_uuid(), repeat('long content ', 5000), "
            + vector(3072)
            + ")");
    String large =
        "INSERT INTO memories (slot, project_id, id, content, embedding) VALUES"
            + " (32, 1, gen_random_uuid(), 'x', "
            + vector(4000)
            + ")";
    assertThatThrownBy(() -> shard.execute(large)).hasMessageContaining("row is too big");
    shard.execute("ALTER TABLE memories_s32 ALTER COLUMN embedding SET STORAGE EXTERNAL");
    shard.execute(large);
    assertThat(
            shard.execute(
                "SELECT string_agg(vector_dims(embedding)::text, ',' ORDER BY"
                    + " vector_dims(embedding)) FROM memories WHERE slot = 32"))
        .isEqualTo("3072,4000");
  }

  @Test
  void visibility_isTheNarrowestOfItsTimes() {
    assertThat(
            shard.execute(
                "INSERT INTO memories (slot, project_id, id, content, valid_from, valid_to,"
                    + " expires_at) VALUES (6, 1, gen_random_uuid(), 'v', '2026-01-01',"
                    + " '2026-03-01', '2026-02-01') RETURNING visible_from::date || ' ' ||"
                    + " visible_until::date"))
        .isEqualTo("2026-01-01 2026-02-01");
  }

  private static String memory(long project, int slot, String content) {
    return "INSERT INTO memories (slot, project_id, id, content) VALUES (%d, %d, gen_random_uuid(), %s)"
        .formatted(slot, project, content);
  }

  private static String vector(int dimensions) {
    return "(SELECT array_agg(random()) FROM generate_series(1, %d))::real[]::vector::halfvec"
        .formatted(dimensions);
  }

  private static @Nullable String indexes(String table) {
    return shard.execute(
        "SELECT string_agg(indexname, ',') FROM pg_indexes WHERE tablename = '" + table + "'");
  }

  private static String tables() {
    return String.valueOf(
        shard.execute(
            "SELECT count(*) || ' ' || sum(oid::int8) FROM pg_class WHERE relname LIKE '%\\_s%'"));
  }
}
