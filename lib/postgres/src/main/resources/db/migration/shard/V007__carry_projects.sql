-- Projects that are carried from one place to another, and chunks that wait for their vectors.

-- Import --------------------------------------------------------------------------------------

-- An import copies every kind of record, and COPY cannot run under row security.
GRANT INSERT ON memory_stats, documents, chunks, document_stats, entities, entity_id_mapping,
  memory_entities, tasks, structured_data, episodic_events, consolidations, pending_vectors
  TO loxo_loader;

-- Vectors of chunks that are made later -------------------------------------------------------

ALTER TABLE pending_vectors ADD COLUMN source text NOT NULL DEFAULT 'memories'
  CHECK (source IN ('memories', 'chunks'));
COMMENT ON TABLE pending_vectors IS 'Memories and chunks whose vector is still to be made. Written with the row, taken away with its vector.';
COMMENT ON COLUMN pending_vectors.source IS 'The table that the row is in: memories or chunks.';
COMMENT ON COLUMN pending_vectors.memory_id IS 'The id of the memory or chunk; it may be gone.';

DROP FUNCTION loxo_claim_pending;
-- As before, with the table: one call takes rows of one project and one table.
CREATE FUNCTION loxo_claim_pending(of_model text, after_project bigint, max_rows int, lease_time interval)
RETURNS TABLE (project_id bigint, source text, memory_id uuid, lease uuid, attempts int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  turn bigint := after_project;
  of_source text;
  new_lease uuid := gen_random_uuid();
BEGIN
  FOR round IN 1..2 LOOP
    LOOP
      SELECT v.project_id INTO turn FROM pending_vectors v
        WHERE v.project_id > turn ORDER BY v.project_id LIMIT 1;
      EXIT WHEN NOT FOUND OR (round = 2 AND turn > after_project);
      FOREACH of_source IN ARRAY ARRAY['memories', 'chunks'] LOOP
        RETURN QUERY
          UPDATE pending_vectors v
          SET lease = new_lease, due_at = now() + lease_time, attempts = v.attempts + 1
          WHERE v.project_id = turn AND v.source = of_source AND v.memory_id = ANY (ARRAY(
            SELECT w.memory_id FROM pending_vectors w
            WHERE w.project_id = turn AND w.source = of_source AND w.due_at <= now() AND EXISTS (
              SELECT FROM projects p
              WHERE p.project_id = turn AND p.model = of_model AND p.state = 'active')
            ORDER BY w.due_at LIMIT max_rows FOR UPDATE SKIP LOCKED))
          RETURNING v.project_id, v.source, v.memory_id, v.lease, v.attempts;
        IF FOUND THEN
          RETURN;
        END IF;
      END LOOP;
    END LOOP;
    turn := 0;
  END LOOP;
END $$;
COMMENT ON FUNCTION loxo_claim_pending IS 'Leases memories or chunks that wait for the vector of a model: ids of one table of one project, the next in turn.';
REVOKE ALL ON FUNCTION loxo_claim_pending FROM PUBLIC;
GRANT EXECUTE ON FUNCTION loxo_claim_pending TO loxo_service;
COMMENT ON FUNCTION loxo_count_pending IS 'How many memories and chunks of the shard wait for a vector, by model, and the age of the oldest. For metrics.';
