-- Re-embedding: a project's vectors are made anew by another model, in another slot, while the old
-- slot is searched and written to (docs/decisions/0029).

CREATE TABLE reembeddings (
  project_id bigint PRIMARY KEY REFERENCES projects ON DELETE CASCADE,
  source_slot int NOT NULL,
  target_slot int NOT NULL,
  model text NOT NULL,
  dimensions int NOT NULL CHECK (dimensions BETWEEN 1 AND 4000),
  started_at timestamptz NOT NULL DEFAULT now(),
  CHECK (source_slot <> target_slot)
);
COMMENT ON TABLE reembeddings IS 'Projects whose vectors are being made anew. Written by the router; taken away with the old copy, some time after the switch.';
COMMENT ON COLUMN reembeddings.project_id IS 'The tenant.';
COMMENT ON COLUMN reembeddings.source_slot IS 'The slot that is copied from.';
COMMENT ON COLUMN reembeddings.target_slot IS 'The slot whose rows get the new vectors; the project''s own, from the switch on its home.';
COMMENT ON COLUMN reembeddings.model IS 'The model of the new vectors.';
COMMENT ON COLUMN reembeddings.dimensions IS 'Numbers in each of them.';
COMMENT ON COLUMN reembeddings.started_at IS 'When the copy began.';

CREATE TABLE reembedding_queue (
  project_id bigint NOT NULL REFERENCES reembeddings ON DELETE CASCADE,
  source text NOT NULL
    CHECK (source IN ('memories', 'chunks', 'entities', 'structured_data', 'episodic_events')),
  id uuid NOT NULL,
  due_at timestamptz NOT NULL DEFAULT now(),
  lease uuid,
  attempts int NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  last_error text CHECK (length(last_error) <= 500),
  PRIMARY KEY (project_id, source, id)
);
CREATE INDEX reembedding_queue_due ON reembedding_queue (project_id, due_at);
COMMENT ON TABLE reembedding_queue IS 'Rows that are to get a vector and have none: of the target slot, written with the copy; from the switch on also those of tables without slots. Taken away with the vector.';
COMMENT ON COLUMN reembedding_queue.project_id IS 'The tenant.';
COMMENT ON COLUMN reembedding_queue.source IS 'The table of the row.';
COMMENT ON COLUMN reembedding_queue.id IS 'The row; it may be gone.';
COMMENT ON COLUMN reembedding_queue.due_at IS 'Not to be taken before: the end of a lease, or of the pause after a failure.';
COMMENT ON COLUMN reembedding_queue.lease IS 'The lease of the worker that has it; null: none has.';
COMMENT ON COLUMN reembedding_queue.attempts IS 'How often it was taken while the model worked.';
COMMENT ON COLUMN reembedding_queue.last_error IS 'Why the last attempt failed; null: none did.';
COMMENT ON INDEX reembedding_queue_due IS 'The next rows of a project.';

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['reembeddings', 'reembedding_queue'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO loxo_service '
      'USING (project_id = nullif(current_setting(''loxo.project'', true), '''')::bigint) '
      'WITH CHECK (project_id = nullif(current_setting(''loxo.project'', true), '''')::bigint)', name);
  END LOOP;
END $$;
GRANT SELECT ON reembeddings TO loxo_service;
GRANT SELECT, UPDATE, DELETE ON reembedding_queue TO loxo_service;
GRANT UPDATE (embedding) ON episodic_events TO loxo_service;

-- Workers look over all projects of the shard, which row security hides from them; they get ids only.
-- One call takes rows of one table of one project, of any of them in turn. Holds the target slot's
-- lock shared, as the vectors' writer does: the router copies changes under the exclusive one.
CREATE FUNCTION loxo_claim_reembedding(of_model text, of_dimensions int, max_rows int, lease_time interval)
RETURNS TABLE (project_id bigint, target_slot int, source text, id uuid, lease uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  work reembeddings;
  next_source text;
  new_lease uuid := gen_random_uuid();
BEGIN
  FOR work IN
    SELECT * FROM reembeddings r WHERE r.model = of_model AND r.dimensions = of_dimensions ORDER BY random()
  LOOP
    PERFORM pg_advisory_xact_lock_shared(1819244655, work.target_slot);
    SELECT q.source INTO next_source FROM reembedding_queue q
      WHERE q.project_id = work.project_id AND q.due_at <= now() ORDER BY q.due_at LIMIT 1;
    IF FOUND THEN
      RETURN QUERY
        UPDATE reembedding_queue q
        SET lease = new_lease, due_at = now() + lease_time, attempts = q.attempts + 1
        WHERE q.project_id = work.project_id AND q.source = next_source AND q.id = ANY (ARRAY(
          SELECT w.id FROM reembedding_queue w
          WHERE w.project_id = work.project_id AND w.source = next_source AND w.due_at <= now()
          ORDER BY w.due_at LIMIT max_rows FOR UPDATE SKIP LOCKED))
        RETURNING q.project_id, work.target_slot, q.source, q.id, q.lease;
      IF FOUND THEN
        RETURN;
      END IF;
    END IF;
  END LOOP;
END $$;
COMMENT ON FUNCTION loxo_claim_reembedding IS 'Leases rows that are to get a vector of a model in place of an old one: ids of one table of one project.';

-- Writes vectors to the target slot and gives the lease back, under row security. A row whose text is
-- another one than the vector is of stays without, and is due again at once. One that failed pauses;
-- where the model itself was away the attempt does not count.
CREATE FUNCTION loxo_fill_reembedding(of_project bigint, of_slot int, of_source text, of_lease uuid,
  claimed uuid[], ids uuid[], fingerprints text[], vectors halfvec[],
  failed uuid[], errors text[], model_away boolean, max_pause interval)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  filled bigint;
  in_slot text := CASE WHEN of_source IN ('memories', 'chunks') THEN format('m.slot = %s AND ', of_slot) ELSE '' END;
  text_column text := CASE of_source WHEN 'entities' THEN 'name'
    WHEN 'structured_data' THEN 'text_representation' ELSE 'content' END;
BEGIN
  PERFORM set_config('loxo.project', of_project::text, true);
  PERFORM pg_advisory_xact_lock_shared(1819244655, of_slot);
  IF of_source NOT IN ('memories', 'chunks', 'entities', 'structured_data', 'episodic_events') OR NOT EXISTS (SELECT FROM reembeddings r
      WHERE r.project_id = of_project AND r.target_slot = of_slot) THEN
    RETURN 0;
  END IF;
  EXECUTE format('UPDATE %1$I m SET embedding = r.embedding '
    'FROM unnest($2, $3, $4) AS r (id, fingerprint, embedding) '
    'WHERE %2$s m.project_id = $1 AND m.id = ANY ($2) AND m.id = r.id '
    'AND m.embedding IS NULL AND md5(m.%3$I) = r.fingerprint', of_source, in_slot, text_column)
    USING of_project, ids, fingerprints, vectors;
  GET DIAGNOSTICS filled = ROW_COUNT;
  EXECUTE format('DELETE FROM reembedding_queue q '
    'WHERE q.project_id = $1 AND q.source = $2 AND q.id = ANY ($3) AND q.lease = $4 '
    'AND NOT EXISTS (SELECT FROM %1$I m WHERE %2$s m.project_id = $1 AND m.id = q.id '
    'AND m.embedding IS NULL)', of_source, in_slot)
    USING of_project, of_source, claimed, of_lease;
  UPDATE reembedding_queue q
  SET lease = NULL, last_error = f.error,
    attempts = CASE WHEN model_away THEN q.attempts - 1 ELSE q.attempts END,
    due_at = CASE WHEN f.error IS NULL THEN now()
      ELSE now() + least(max_pause, interval '250 milliseconds' * 2 ^ least(q.attempts, 20)) END
  FROM unnest(claimed) AS c (id) LEFT JOIN unnest(failed, errors) AS f (id, error) ON f.id = c.id
  WHERE q.project_id = of_project AND q.source = of_source AND q.id = c.id AND q.lease = of_lease;
  RETURN filled;
END $$;
COMMENT ON FUNCTION loxo_fill_reembedding IS 'Writes the new vectors of rows that were leased, and what became of the others; returns how many were written.';

REVOKE ALL ON FUNCTION loxo_claim_reembedding, loxo_fill_reembedding FROM PUBLIC;
GRANT EXECUTE ON FUNCTION loxo_claim_reembedding, loxo_fill_reembedding TO loxo_service;
