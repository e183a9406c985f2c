-- What servers can do, and which kind of vector index a project wants.

ALTER TABLE catalog.node_health
  ADD COLUMN server_version text NOT NULL DEFAULT '',
  ADD COLUMN extensions text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN catalog.node_health.server_version IS 'PostgreSQL''s version, as 18.1; empty: not known.';
COMMENT ON COLUMN catalog.node_health.extensions IS 'The extensions that can be used on it, as name=version.';

ALTER TABLE catalog.projects ADD COLUMN vector_index_kind text NOT NULL DEFAULT 'hnsw'
  CHECK (vector_index_kind IN ('hnsw', 'hnsw_binary', 'ivfflat', 'diskann'));
COMMENT ON COLUMN catalog.projects.vector_index_kind IS 'The approximate index that a slot of its own gets; the shard''s projects.vector_index says which one is there.';

-- The machines that a router has decide which kinds it knows.
ALTER TABLE catalog.operations DROP CONSTRAINT operations_kind_check;
ALTER TABLE catalog.operations ADD CONSTRAINT operations_kind_check CHECK (kind ~ '^[a-z]+(-[a-z]+)*$');
