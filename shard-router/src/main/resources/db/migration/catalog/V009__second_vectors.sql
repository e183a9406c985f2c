-- A second vector of documents and entities, in a space of its own (docs/decisions/0034).

ALTER TABLE catalog.projects
  ADD COLUMN second_name text CHECK (second_name ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$'),
  ADD COLUMN second_model text CHECK (length(second_model) BETWEEN 1 AND 128),
  ADD COLUMN second_dimensions int CHECK (second_dimensions BETWEEN 1 AND 4000),
  ADD COLUMN second_metric text CHECK (second_metric IN ('cosine', 'inner_product', 'l2')),
  ADD COLUMN second_metadata_key text CHECK (length(second_metadata_key) BETWEEN 1 AND 128),
  ADD CONSTRAINT projects_second_space CHECK (
    num_nulls(second_name, second_model, second_dimensions, second_metric) IN (0, 4)
    AND (second_metadata_key IS NULL OR second_name IS NOT NULL));
COMMENT ON COLUMN catalog.projects.second_name IS 'What searches call the space of the second vectors; null: the project has none.';
COMMENT ON COLUMN catalog.projects.second_model IS 'The model of the second vectors.';
COMMENT ON COLUMN catalog.projects.second_dimensions IS 'Numbers in each second vector.';
COMMENT ON COLUMN catalog.projects.second_metric IS 'How distances of second vectors are measured.';
COMMENT ON COLUMN catalog.projects.second_metadata_key IS 'The key of the metadata''s text that second vectors are made of; null: the title or the name.';
