-- A BM25 index on texts (docs/decisions/0035).

ALTER TABLE projects ADD COLUMN bm25_language regconfig;
COMMENT ON COLUMN projects.bm25_language IS 'Text-search configuration of the valid BM25 index on the memories of its own slot; used where it is text_language; null: there is none.';
