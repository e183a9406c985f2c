-- Other approximate indexes than HNSW on halfvec; the names are those of VectorIndexKind.

ALTER TABLE projects DROP CONSTRAINT projects_vector_index_check;
ALTER TABLE projects ADD CONSTRAINT projects_vector_index_check
  CHECK (vector_index IN ('hnsw', 'hnsw_binary', 'ivfflat', 'diskann'));
COMMENT ON COLUMN projects.vector_index IS 'The kind of the valid approximate index on the memories of its own slot: hnsw, hnsw_binary (on the signs), ivfflat, diskann; null: searches are exact.';
