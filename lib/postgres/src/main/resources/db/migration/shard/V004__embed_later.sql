-- Facts that change, and vectors that are made after their memory was committed.

-- Facts ---------------------------------------------------------------------------------------

-- What a fact key promises: one current value, whoever writes at the same time.
CREATE UNIQUE INDEX memories_current_fact ON memories (slot, project_id, fact_key)
  WHERE fact_key IS NOT NULL AND superseded_at IS NULL;
CREATE INDEX memories_fact ON memories (project_id, fact_key) WHERE fact_key IS NOT NULL;
COMMENT ON INDEX memories_current_fact IS 'At most one current value of a fact key; finds the value that a new one supersedes.';
COMMENT ON INDEX memories_fact IS 'All values of a fact key: lists of its history.';

-- Vectors that are made later -----------------------------------------------------------------

-- A row here and no vector there: the memory waits. No row here: it is meant to be text only. Not
-- partitioned by slot: it has no approximate index, and isolating a project inside the shard leaves
-- it where it is.
CREATE TABLE pending_vectors (
  project_id bigint NOT NULL REFERENCES projects ON DELETE CASCADE,
  memory_id uuid NOT NULL,
  queued_at timestamptz NOT NULL DEFAULT now(),
  due_at timestamptz NOT NULL DEFAULT now(),
  lease uuid,
  attempts int NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  last_error text CHECK (length(last_error) <= 500),
  PRIMARY KEY (project_id, memory_id)
);
CREATE INDEX pending_vectors_due ON pending_vectors (project_id, due_at);
COMMENT ON TABLE pending_vectors IS 'Memories whose vector is still to be made. Written with the memory, taken away with its vector.';
COMMENT ON COLUMN pending_vectors.project_id IS 'The tenant.';
COMMENT ON COLUMN pending_vectors.memory_id IS 'The memory; it may be gone.';
COMMENT ON COLUMN pending_vectors.queued_at IS 'Since when it waits.';
COMMENT ON COLUMN pending_vectors.due_at IS 'Not to be taken before: the end of the lease of the worker that has it, or of the pause after a failure.';
COMMENT ON COLUMN pending_vectors.lease IS 'The lease of the worker that took it last; null: none did.';
COMMENT ON COLUMN pending_vectors.attempts IS 'How often it was taken.';
COMMENT ON COLUMN pending_vectors.last_error IS 'Why the last attempt failed; null: none did.';
COMMENT ON INDEX pending_vectors_due IS 'The next rows of a project.';

ALTER TABLE pending_vectors ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON pending_vectors TO loxo_service
  USING (project_id = nullif(current_setting('loxo.project', true), '')::bigint)
  WITH CHECK (project_id = nullif(current_setting('loxo.project', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON pending_vectors TO loxo_service;

-- Workers look over all projects of the shard, which row security hides from them. They get ids
-- only; texts and vectors pass under the tenant's own row security. One call takes rows of one
-- project, the next in turn behind after_project, so that a large backlog holds up no other project.
-- What a dead worker took is due again when its lease ends.
CREATE FUNCTION loxo_claim_pending(of_model text, after_project bigint, max_rows int, lease_time interval)
RETURNS TABLE (project_id bigint, memory_id uuid, lease uuid, attempts int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  turn bigint := after_project;
  new_lease uuid := gen_random_uuid();
BEGIN
  FOR round IN 1..2 LOOP
    LOOP
      SELECT v.project_id INTO turn FROM pending_vectors v
        WHERE v.project_id > turn ORDER BY v.project_id LIMIT 1;
      EXIT WHEN NOT FOUND OR (round = 2 AND turn > after_project);
      RETURN QUERY
        UPDATE pending_vectors v
        SET lease = new_lease, due_at = now() + lease_time, attempts = v.attempts + 1
        WHERE v.project_id = turn AND v.memory_id = ANY (ARRAY(
          SELECT w.memory_id FROM pending_vectors w
          WHERE w.project_id = turn AND w.due_at <= now() AND EXISTS (
            SELECT FROM projects p
            WHERE p.project_id = turn AND p.model = of_model AND p.state = 'active')
          ORDER BY w.due_at LIMIT max_rows FOR UPDATE SKIP LOCKED))
        RETURNING v.project_id, v.memory_id, v.lease, v.attempts;
      IF FOUND THEN
        RETURN;
      END IF;
    END LOOP;
    turn := 0;
  END LOOP;
END $$;
COMMENT ON FUNCTION loxo_claim_pending IS 'Leases memories that wait for the vector of a model: ids of one project, the next in turn.';

CREATE FUNCTION loxo_count_pending() RETURNS TABLE (model text, pending bigint, oldest_seconds float8)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.model, count(*), extract(epoch FROM now() - min(v.queued_at))::float8
  FROM pending_vectors v JOIN projects p USING (project_id) GROUP BY p.model
$$;
COMMENT ON FUNCTION loxo_count_pending IS 'How many memories of the shard wait for a vector, by model, and the age of the oldest. For metrics.';

REVOKE ALL ON FUNCTION loxo_claim_pending, loxo_count_pending FROM PUBLIC;
GRANT EXECUTE ON FUNCTION loxo_claim_pending, loxo_count_pending TO loxo_service;
