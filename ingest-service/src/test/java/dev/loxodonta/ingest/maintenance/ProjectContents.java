package dev.loxodonta.ingest.maintenance;

import dev.loxodonta.ingest.testing.OneShard;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Fills a project with records of every kind, and says what a project holds. */
final class ProjectContents {

  /** Columns that an archive leaves out, because they say where a row is or who works on it. */
  static final Map<String, List<String>> LEFT_OUT =
      Map.of(
          "entity_id_mapping", List.of("neo4j_uuid", "qdrant_point_id"),
          "pending_vectors", List.of("due_at", "lease", "attempts", "last_error"));

  /** Columns of an extension's type, whose OID, which record_send tells, differs by database. */
  private static final List<String> VECTORS = List.of("embedding", "second_embedding", "centroid");

  private static final List<String> PLACE = List.of("slot", "project_id");

  private static final String FILL =
      """
      INSERT INTO memories (slot, project_id, id, created_at, updated_at, version, importance,
        memory_type, session_id, valid_from, valid_to, expires_at, fact_key, recorded_at,
        superseded_at, replaced_from, consolidation_id, text_language, embedding, content, metadata)
      SELECT %1$d, %2$d, md5('m' || i)::uuid, now() - i * interval '1.000001 hour', now(), 1 + i %% 3,
        random(), 'fact', CASE WHEN i %% 3 = 0 THEN 'session ' || i END,
        CASE WHEN i %% 5 = 0 THEN '-infinity'::timestamptz WHEN i %% 5 = 1 THEN '0044-03-15 BC' END,
        CASE WHEN i %% 7 = 0 THEN 'infinity'::timestamptz END,
        CASE WHEN i %% 2 = 0 THEN now() + interval '1 year' END,
        CASE WHEN i < 20 THEN 'key/' || i / 2 END, now() - i * interval '1 minute',
        CASE WHEN i < 20 AND i %% 2 = 0 THEN now() END, CASE WHEN i < 20 AND i %% 4 = 0 THEN now() END,
        CASE WHEN i %% 11 = 0 THEN gen_random_uuid() END,
        (ARRAY['english', 'german', 'simple'])[1 + i %% 3]::regconfig,
        CASE WHEN i %% 4 > 0 THEN ARRAY[random() - 0.5, 65504 * random(), 1e-7]::halfvec END,
        E'grüße 🐘 "q" \\\\ \n' || i,
        jsonb_build_object('n', 1.10, 'big', 123456789012345678901234567890, 'u', E'\u0001ü',
          'list', jsonb_build_array(i, null, true, '{}'::jsonb))
      FROM generate_series(1, %3$d) i;
      INSERT INTO memory_stats (slot, project_id, memory_id, access_count, last_accessed)
      SELECT slot, project_id, id, 7, now() FROM memories WHERE project_id = %2$d LIMIT 50;
      INSERT INTO documents (slot, project_id, id, version, title, source_uri, content_hash, metadata)
      SELECT %1$d, %2$d, md5('d' || i)::uuid, i, 'title ' || i, CASE WHEN i = 2 THEN 'file:/x' END,
        sha256(('d' || i)::bytea), '{"a": [1]}' FROM generate_series(1, 5) i;
      INSERT INTO chunks (slot, project_id, id, document_id, chunk_index, token_count, text_language,
        embedding, content)
      SELECT slot, project_id, gen_random_uuid(), id, i, 3, 'simple', ARRAY[i, 1, 2]::halfvec,
        'chunk ' || i
      FROM documents, generate_series(0, 3) i WHERE project_id = %2$d;
      INSERT INTO document_stats (slot, project_id, document_id, access_count, last_accessed, chunk_count)
      SELECT slot, project_id, id, 0, NULL, 4 FROM documents WHERE project_id = %2$d;
      INSERT INTO entities (project_id, id, confidence, entity_type, name, embedding, metadata)
      SELECT %2$d, md5('e' || i)::uuid, 0.3, 'person', 'Ada  Ｌovelace ' || i, '[1,2,3]', '{"k": "v"}'
      FROM generate_series(1, 5) i;
      INSERT INTO entity_id_mapping (project_id, internal_id, entity_type, neo4j_uuid, graphiti_uuid)
      SELECT project_id, id, entity_type, gen_random_uuid(), gen_random_uuid() FROM entities
      WHERE project_id = %2$d;
      INSERT INTO memory_entities (project_id, memory_id, entity_id)
      SELECT %2$d, md5('m' || i)::uuid, md5('e' || i)::uuid FROM generate_series(1, 5) i;
      INSERT INTO tasks (project_id, id, due_at, priority, status, session_id, title, description, metadata)
      SELECT %2$d, gen_random_uuid(), CASE WHEN i = 1 THEN now() END, i, 'blocked', 's', 'title', 'long',
        '{"x": 1e300}' FROM generate_series(1, 3) i;
      INSERT INTO structured_data (project_id, id, data_id, data_type, embedding, text_representation, raw_json)
      VALUES (%2$d, gen_random_uuid(), 'one', 'json', NULL, 'words', '[1.000, {"a": "b"}]'),
        (%2$d, gen_random_uuid(), 'two', 'number', '[3,2,1]', '', '17.50'),
        (%2$d, gen_random_uuid(), 'three', 'nothing', NULL, '', 'null');
      SELECT loxo_create_event_month(t::timestamptz) FROM unnest(ARRAY['2024-02-29', '2026-01-01']) t;
      INSERT INTO episodic_events (project_id, id, "timestamp", examined_at, consolidation_id,
        session_id, event_type, embedding, content, metadata)
      SELECT %2$d, gen_random_uuid(), t::timestamptz, now(), gen_random_uuid(), 's', 'call', '[1,0,1]',
        'happened', '{"ok": true}'
      FROM unnest(ARRAY['2024-02-29 23:59:59.999999+00', '2026-01-01 00:00:00+00']) t;
      INSERT INTO consolidations (project_id, id, memory_id, session_id, first_event_at, last_event_at,
        support_count, confidence, name, pattern_summary, event_ids, centroid)
      VALUES (%2$d, gen_random_uuid(), gen_random_uuid(), 's', now(), now(), 2, 0.9, 'tea', 'summary',
        ARRAY[gen_random_uuid(), gen_random_uuid()], '[0.5,0.25,1]');
      INSERT INTO pending_vectors (project_id, memory_id, queued_at, lease, attempts, due_at)
      SELECT project_id, id, now() - interval '1 hour', gen_random_uuid(), 3, now() + interval '1 day'
      FROM memories WHERE project_id = %2$d AND embedding IS NULL;
      """;

  private static final List<String> KINDS =
      List.of(
          "memories",
          "memory_stats",
          "documents",
          "chunks",
          "document_stats",
          "entities",
          "entity_id_mapping",
          "memory_entities",
          "tasks",
          "structured_data",
          "episodic_events",
          "consolidations",
          "pending_vectors");

  private ProjectContents() {}

  /** Puts records of every kind in, so many of them memories. */
  static void fill(OneShard shard, long projectId, int memories) {
    Arrays.stream(FILL.formatted(OneShard.slotOf(projectId), projectId, memories).split(";\n", -1))
        .filter(statement -> !statement.isBlank())
        .forEach(shard::value);
  }

  /** Returns for each kind the rows and a sum over all their bits, derived columns included. */
  static Map<String, String> of(OneShard shard, long projectId) {
    Map<String, String> contents = new TreeMap<>();
    for (String kind : KINDS) {
      List<String> columns =
          columns(shard, kind, "true").stream()
              .filter(c -> !PLACE.contains(c))
              .filter(c -> !LEFT_OUT.getOrDefault(kind, List.of()).contains(c))
              .map(c -> VECTORS.contains(c) ? "halfvec_send(" + c + ")" : '"' + c + '"')
              .toList();
      contents.put(
          kind,
          shard.value(
              """
              SELECT count(*) || ' ' || COALESCE(md5(string_agg(sum, ',' ORDER BY sum)), '') FROM (
                SELECT md5(record_send(ROW(%s))) AS sum FROM %s WHERE project_id = %d) r
              """
                  .formatted(String.join(", ", columns), kind, projectId)));
    }
    contents.put(
        "counts",
        shard.value(
            "SELECT memories || ' ' || vectors || ' ' || chunks FROM project_counts WHERE"
                + " project_id = "
                + projectId));
    return contents;
  }

  /** Returns how many records a project has. */
  static long rows(OneShard shard, long projectId) {
    return KINDS.stream()
        .mapToLong(
            kind ->
                Long.parseLong(
                    shard.value(
                        "SELECT count(*) FROM %s WHERE project_id = %d"
                            .formatted(kind, projectId))))
        .sum();
  }

  /** Returns the columns of a table that are stored, not derived. */
  static List<String> storedColumns(OneShard shard, String table) {
    return columns(shard, table, "is_generated = 'NEVER'").stream()
        .filter(c -> !PLACE.contains(c))
        .filter(c -> !LEFT_OUT.getOrDefault(table, List.of()).contains(c))
        .toList();
  }

  private static List<String> columns(OneShard shard, String table, String condition) {
    String names =
        shard.value(
            """
            SELECT string_agg(column_name, ',' ORDER BY ordinal_position) FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = '%s' AND %s
            """
                .formatted(table, condition));
    return List.of(String.valueOf(names).split(","));
  }
}
