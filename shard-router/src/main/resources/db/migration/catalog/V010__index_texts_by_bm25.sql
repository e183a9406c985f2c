-- Which kind of text index a project wants (docs/decisions/0035).

ALTER TABLE catalog.projects ADD COLUMN text_index_kind text NOT NULL DEFAULT 'gin'
  CHECK (text_index_kind IN ('gin', 'bm25'));
COMMENT ON COLUMN catalog.projects.text_index_kind IS 'What is to bring the best texts of a slot of its own; the shard''s projects.bm25_language says whether that index is there.';
