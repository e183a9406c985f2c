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

-- Projects that are gone, but not yet from other stores ---------------------------------------

CREATE TABLE departed_projects (
  project_id bigint NOT NULL CHECK (project_id > 0),
  dimensions int NOT NULL,
  metric text NOT NULL,
  removed_at timestamptz NOT NULL DEFAULT now(),
  due_at timestamptz NOT NULL DEFAULT now(),
  lease uuid,
  attempts int NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  last_error text CHECK (length(last_error) <= 500),
  PRIMARY KEY (project_id, dimensions, metric)
);
COMMENT ON TABLE departed_projects IS 'Projects with entities that were deleted here, until the stores beside PostgreSQL were cleaned. Written by the router, worked off by ingest.';
COMMENT ON COLUMN departed_projects.project_id IS 'The project; one of the same id may have been made since.';
COMMENT ON COLUMN departed_projects.dimensions IS 'Numbers in its vectors: names where a store kept them.';
COMMENT ON COLUMN departed_projects.metric IS 'How its distances were measured: the same.';
COMMENT ON COLUMN departed_projects.removed_at IS 'When its last row was removed here.';
COMMENT ON COLUMN departed_projects.due_at IS 'Not to be taken before: the end of a lease, or of the pause after a failure.';
COMMENT ON COLUMN departed_projects.lease IS 'The lease of the worker that took it last; null: none did.';
COMMENT ON COLUMN departed_projects.attempts IS 'How often it was taken.';
COMMENT ON COLUMN departed_projects.last_error IS 'Why the last attempt failed; null: none did.';
ALTER TABLE departed_projects ENABLE ROW LEVEL SECURITY;

-- Not while rows of the project are still being removed: its sagas may still be under way.
CREATE FUNCTION loxo_claim_departed(lease_time interval, max_projects int)
RETURNS TABLE (project_id bigint, dimensions int, metric text, lease uuid, settled boolean)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  UPDATE departed_projects d
  SET lease = gen_random_uuid(), due_at = now() + lease_time, attempts = d.attempts + 1
  FROM (
    SELECT w.project_id, w.dimensions, w.metric FROM departed_projects w
    WHERE w.due_at <= now() AND NOT EXISTS (
      SELECT FROM projects p WHERE p.project_id = w.project_id AND p.state = 'deleting')
    ORDER BY w.due_at LIMIT max_projects FOR UPDATE SKIP LOCKED) due
  WHERE d.project_id = due.project_id AND d.dimensions = due.dimensions AND d.metric = due.metric
  RETURNING d.project_id, d.dimensions, d.metric, d.lease, d.removed_at < now() - lease_time
$$;
COMMENT ON FUNCTION loxo_claim_departed IS 'Leases deleted projects whose entities are to be removed from other stores; settled: no call to a store that began before the deletion can still be under way.';

CREATE FUNCTION loxo_settle_departed(of_lease uuid, failure text, pause interval) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF pause IS NULL THEN
    DELETE FROM departed_projects WHERE lease = of_lease;
  ELSE
    UPDATE departed_projects SET last_error = failure, lease = NULL,
      due_at = now() + least(pause * power(2, least(attempts, 20)), greatest(pause, interval '5 minutes'))
    WHERE lease = of_lease;
  END IF;
  RETURN FOUND;
END $$;
COMMENT ON FUNCTION loxo_settle_departed IS 'Ends a lease: forgets the project without a pause, or lets it come again after the pause, twice as long with each attempt, up to five minutes.';
REVOKE ALL ON FUNCTION loxo_claim_departed, loxo_settle_departed FROM PUBLIC;
GRANT EXECUTE ON FUNCTION loxo_claim_departed, loxo_settle_departed TO loxo_service;
