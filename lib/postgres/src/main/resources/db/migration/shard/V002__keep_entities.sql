-- Entities, their names in other stores, and the durable log of what goes to those stores.
-- One table per shard each, keyed by project and not by slot: isolating a project has nothing to copy
-- here (docs/decisions/0024).

-- Entities ------------------------------------------------------------------------------------

CREATE FUNCTION loxo_entity_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT lower(regexp_replace(btrim(normalize(name, NFKC)), '\s+', ' ', 'g')) $$;
COMMENT ON FUNCTION loxo_entity_key IS 'The form in which names of entities are compared: NFKC, lower case, single blanks.';

CREATE TABLE entities (
  project_id bigint NOT NULL,
  id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
  confidence real NOT NULL DEFAULT 1 CHECK (confidence BETWEEN 0 AND 1),
  entity_type text NOT NULL CHECK (length(entity_type) BETWEEN 1 AND 64),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 512),
  name_key text NOT NULL GENERATED ALWAYS AS (loxo_entity_key(name)) STORED,
  embedding halfvec,
  metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
  PRIMARY KEY (project_id, id),
  CONSTRAINT entities_name UNIQUE (project_id, name_key, entity_type)
);
CREATE INDEX entities_created ON entities (project_id, created_at DESC, id DESC);
COMMENT ON TABLE entities IS 'Persons, places, things that memories speak of.';
COMMENT ON COLUMN entities.project_id IS 'The tenant.';
COMMENT ON COLUMN entities.id IS 'UUIDv7 unless the caller chose one.';
COMMENT ON COLUMN entities.created_at IS 'When it was made.';
COMMENT ON COLUMN entities.updated_at IS 'When it last changed.';
COMMENT ON COLUMN entities.version IS 'Counts the changes, from 1; the order in which they go to other stores. Goes on counting when an entity is made anew under the same id.';
COMMENT ON COLUMN entities.confidence IS 'How sure it is that there is such an entity, 0 to 1.';
COMMENT ON COLUMN entities.entity_type IS 'person, place, organization or any text.';
COMMENT ON COLUMN entities.name IS 'Its name as it was written.';
COMMENT ON COLUMN entities.name_key IS 'Its name as it is compared.';
COMMENT ON COLUMN entities.embedding IS '16-bit floats in the project''s space; null: none.';
COMMENT ON COLUMN entities.metadata IS 'Free fields, a JSON object.';
COMMENT ON INDEX entities_name IS 'One entity of a type and a name; finds it by them.';
COMMENT ON INDEX entities_created IS 'Lists by time.';

CREATE TABLE entity_id_mapping (
  project_id bigint NOT NULL,
  internal_id uuid NOT NULL,
  entity_type text NOT NULL,
  neo4j_uuid uuid,
  qdrant_point_id uuid,
  graphiti_uuid uuid,
  PRIMARY KEY (project_id, internal_id),
  FOREIGN KEY (project_id, internal_id) REFERENCES entities ON DELETE CASCADE,
  CONSTRAINT entity_neo4j UNIQUE (project_id, neo4j_uuid),
  CONSTRAINT entity_qdrant UNIQUE (project_id, qdrant_point_id),
  CONSTRAINT entity_graphiti UNIQUE (project_id, graphiti_uuid)
);
COMMENT ON TABLE entity_id_mapping IS 'What an entity is called elsewhere. A row for every entity. Never names what was taken back.';
COMMENT ON COLUMN entity_id_mapping.project_id IS 'The tenant.';
COMMENT ON COLUMN entity_id_mapping.internal_id IS 'The entity.';
COMMENT ON COLUMN entity_id_mapping.entity_type IS 'Its type.';
COMMENT ON COLUMN entity_id_mapping.neo4j_uuid IS 'Property uuid of its node; null: Neo4j is not known to hold it.';
COMMENT ON COLUMN entity_id_mapping.qdrant_point_id IS 'Id of its point; null: Qdrant is not known to hold it.';
COMMENT ON COLUMN entity_id_mapping.graphiti_uuid IS 'Its id in Graphiti, as a caller said; null: not said.';
COMMENT ON INDEX entity_neo4j IS 'From a node to its entity.';
COMMENT ON INDEX entity_qdrant IS 'From a point to its entity.';
COMMENT ON INDEX entity_graphiti IS 'From Graphiti''s id to its entity.';

CREATE TABLE memory_entities (
  project_id bigint NOT NULL,
  memory_id uuid NOT NULL,
  entity_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, memory_id, entity_id),
  FOREIGN KEY (project_id, entity_id) REFERENCES entities ON DELETE CASCADE
);
CREATE INDEX memory_entities_entity ON memory_entities (project_id, entity_id, memory_id);
COMMENT ON TABLE memory_entities IS 'Which memory speaks of which entity. Rows of memories that are gone are no links.';
COMMENT ON COLUMN memory_entities.project_id IS 'The tenant.';
COMMENT ON COLUMN memory_entities.memory_id IS 'The memory; no foreign key, since its key has the slot.';
COMMENT ON COLUMN memory_entities.entity_id IS 'The entity.';
COMMENT ON COLUMN memory_entities.created_at IS 'When they were linked.';
COMMENT ON INDEX memory_entities_entity IS 'An entity''s memories; the primary key has a memory''s entities.';

-- Saga ----------------------------------------------------------------------------------------

CREATE TABLE saga (
  project_id bigint NOT NULL,
  id uuid NOT NULL,
  entity_id uuid NOT NULL,
  version bigint NOT NULL CHECK (version > 0),
  operation text NOT NULL CHECK (operation IN ('upsert', 'delete', 'repair')),
  direction text NOT NULL DEFAULT 'forward' CHECK (direction IN ('forward', 'backward')),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'dead', 'done', 'undone')),
  attempt int NOT NULL DEFAULT 0 CHECK (attempt >= 0),
  abort_requested boolean NOT NULL DEFAULT false,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  lease_owner text,
  lease_until timestamptz,
  lease_token uuid,
  last_error text CHECK (length(last_error) <= 1024),
  wanted bytea,
  before bytea,
  links uuid[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, id),
  CONSTRAINT saga_of_entity UNIQUE (project_id, entity_id, version),
  CHECK ((wanted IS NULL) = (operation = 'delete')),
  CHECK ((lease_token IS NULL) = (lease_until IS NULL) AND (lease_token IS NULL) = (lease_owner IS NULL))
);
CREATE INDEX saga_due ON saga (next_attempt_at) WHERE state = 'active';
CREATE INDEX saga_open ON saga (project_id, entity_id, version) WHERE state IN ('active', 'dead');
CREATE INDEX saga_created ON saga (project_id, created_at DESC, id DESC);
CREATE INDEX saga_ended ON saga (updated_at) WHERE state IN ('done', 'undone');
COMMENT ON TABLE saga IS 'Writes of entities on their way to other stores: one row for each. Those of an entity run one after the other, by version.';
COMMENT ON COLUMN saga.project_id IS 'The tenant.';
COMMENT ON COLUMN saga.id IS 'UUIDv7.';
COMMENT ON COLUMN saga.entity_id IS 'The entity; may be gone.';
COMMENT ON COLUMN saga.version IS 'The version of the entity that the write made; a delete counts as one.';
COMMENT ON COLUMN saga.operation IS 'upsert; delete; repair: brings a store back to what the entity is.';
COMMENT ON COLUMN saga.direction IS 'forward: being applied; backward: being taken back.';
COMMENT ON COLUMN saga.state IS 'active: goes on by itself; dead: waits for RetrySaga or AbortSaga; done: applied everywhere; undone: taken back everywhere.';
COMMENT ON COLUMN saga.attempt IS 'Tries of the present step, the running one included.';
COMMENT ON COLUMN saga.abort_requested IS 'AbortSaga came while a worker was at it; it turns back after its step.';
COMMENT ON COLUMN saga.next_attempt_at IS 'Not tried before then.';
COMMENT ON COLUMN saga.lease_owner IS 'The process that works on it; null: none.';
COMMENT ON COLUMN saga.lease_until IS 'Until when nobody else may.';
COMMENT ON COLUMN saga.lease_token IS 'Which of its claims; a worker that finds another one stops.';
COMMENT ON COLUMN saga.last_error IS 'Why the last try failed; null: it did not.';
COMMENT ON COLUMN saga.wanted IS 'The entity as written, a loxodonta.type.v1.Entity; null: deleted.';
COMMENT ON COLUMN saga.before IS 'The entity as it was before, the same message; null: it was not there.';
COMMENT ON COLUMN saga.links IS 'Memories that the write linked to the entity or, for a delete, that were linked.';
COMMENT ON COLUMN saga.created_at IS 'When the entity was written.';
COMMENT ON COLUMN saga.updated_at IS 'When a step last ended or failed.';
COMMENT ON INDEX saga_of_entity IS 'One write for each version; the latest of an entity.';
COMMENT ON INDEX saga_due IS 'What loxo_claim_sagas takes next.';
COMMENT ON INDEX saga_open IS 'Whether an earlier write of the entity has not ended; figures.';
COMMENT ON INDEX saga_created IS 'Lists by time.';
COMMENT ON INDEX saga_ended IS 'The purge of ended ones.';

CREATE TABLE saga_step (
  project_id bigint NOT NULL,
  saga_id uuid NOT NULL,
  position int NOT NULL CHECK (position >= 0),
  participant text NOT NULL CHECK (length(participant) BETWEEN 1 AND 64),
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'skipped', 'undone')),
  attempts int NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  last_error text CHECK (length(last_error) <= 1024),
  ended_at timestamptz,
  PRIMARY KEY (project_id, saga_id, position),
  FOREIGN KEY (project_id, saga_id) REFERENCES saga ON DELETE CASCADE
);
COMMENT ON TABLE saga_step IS 'The stores that a write goes to, in order. Position 0 is PostgreSQL itself, done with the write.';
COMMENT ON COLUMN saga_step.project_id IS 'The tenant.';
COMMENT ON COLUMN saga_step.saga_id IS 'The saga.';
COMMENT ON COLUMN saga_step.position IS 'The order: applied upwards, taken back downwards.';
COMMENT ON COLUMN saga_step.participant IS 'The store: postgresql, neo4j, qdrant, redis.';
COMMENT ON COLUMN saga_step.state IS 'pending; done: applied; skipped: failed where that is allowed; undone: taken back, or never applied.';
COMMENT ON COLUMN saga_step.attempts IS 'Tries that failed.';
COMMENT ON COLUMN saga_step.last_error IS 'Why the last of them failed.';
COMMENT ON COLUMN saga_step.ended_at IS 'When it got its present state; null: pending.';

-- Work over all projects of a shard -----------------------------------------------------------

-- Row security hides other tenants from the services; these run as the owner and tell only which
-- sagas there are. The work on each goes on under row security and fence.
CREATE FUNCTION loxo_claim_sagas(worker text, lease interval, max_sagas int)
RETURNS TABLE (project_id bigint, saga_id uuid, lease_token uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE saga s SET lease_owner = worker, lease_until = now() + lease,
    lease_token = gen_random_uuid(), attempt = s.attempt + 1
  FROM (
    SELECT d.project_id, d.id FROM saga d
    WHERE d.state = 'active' AND d.next_attempt_at <= now()
      AND (d.lease_until IS NULL OR d.lease_until <= now())
      AND NOT EXISTS (
        SELECT FROM saga o
        WHERE o.project_id = d.project_id AND o.entity_id = d.entity_id AND o.version < d.version
          AND o.state IN ('active', 'dead'))
    ORDER BY d.next_attempt_at LIMIT max_sagas
    FOR UPDATE OF d SKIP LOCKED
  ) due
  WHERE s.project_id = due.project_id AND s.id = due.id
  RETURNING s.project_id, s.id, s.lease_token
$$;
COMMENT ON FUNCTION loxo_claim_sagas IS 'Leases sagas that are due to a worker: none that another one works on, none before an earlier one of its entity has ended.';

CREATE FUNCTION loxo_saga_figures()
RETURNS TABLE (participant text, unapplied bigint, oldest_seconds float8, dead bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.participant, count(*), extract(epoch FROM now() - min(s.created_at))::float8,
    count(*) FILTER (WHERE s.state = 'dead')
  FROM saga s JOIN saga_step p ON p.project_id = s.project_id AND p.saga_id = s.id
  WHERE s.state IN ('active', 'dead') AND p.state = 'pending' AND p.position > 0
  GROUP BY p.participant
$$;
COMMENT ON FUNCTION loxo_saga_figures IS 'For each store: writes that it lacks, the age of the oldest, and how many of them are dead letters.';

CREATE FUNCTION loxo_purge_sagas(kept interval, max_sagas int) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH gone AS (
    DELETE FROM saga s USING (
      SELECT e.project_id, e.id FROM saga e
      WHERE e.state IN ('done', 'undone') AND e.updated_at < now() - kept
      ORDER BY e.updated_at LIMIT max_sagas FOR UPDATE SKIP LOCKED) old
    WHERE s.project_id = old.project_id AND s.id = old.id RETURNING 1)
  SELECT count(*) FROM gone
$$;
COMMENT ON FUNCTION loxo_purge_sagas IS 'Removes ended sagas that are older; returns how many.';

-- Rights --------------------------------------------------------------------------------------

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['entities', 'entity_id_mapping', 'memory_entities', 'saga', 'saga_step'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO loxo_service '
      'USING (project_id = nullif(current_setting(''loxo.project'', true), '''')::bigint) '
      'WITH CHECK (project_id = nullif(current_setting(''loxo.project'', true), '''')::bigint)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO loxo_service', name);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION loxo_claim_sagas, loxo_saga_figures, loxo_purge_sagas FROM PUBLIC;
GRANT EXECUTE ON FUNCTION loxo_claim_sagas, loxo_saga_figures, loxo_purge_sagas TO loxo_service;
