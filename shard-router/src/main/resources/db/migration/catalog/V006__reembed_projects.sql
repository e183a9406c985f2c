-- Re-embedding: from which space to which, and operations that can be cancelled.

ALTER TABLE catalog.operations ADD COLUMN cancel_requested boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN catalog.operations.cancel_requested IS 'CancelOperation was called; the machine notices at its next step or batch.';

CREATE TABLE catalog.reembeddings (
  project_id bigint PRIMARY KEY REFERENCES catalog.projects ON DELETE CASCADE,
  operation_id uuid NOT NULL,
  request_id uuid,
  from_slot int NOT NULL,
  from_model text NOT NULL,
  from_dimensions int NOT NULL CHECK (from_dimensions BETWEEN 1 AND 4000),
  from_metric text NOT NULL CHECK (from_metric IN ('cosine', 'inner_product', 'l2')),
  model text NOT NULL,
  dimensions int NOT NULL CHECK (dimensions BETWEEN 1 AND 4000),
  metric text NOT NULL CHECK (metric IN ('cosine', 'inner_product', 'l2')),
  started_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE catalog.reembeddings IS 'The last re-embedding of each project: what its operation makes, and what a rollback goes back to.';
COMMENT ON COLUMN catalog.reembeddings.project_id IS 'The project.';
COMMENT ON COLUMN catalog.reembeddings.operation_id IS 'Its operation.';
COMMENT ON COLUMN catalog.reembeddings.request_id IS 'The caller''s id for the request, so that a retry starts nothing; null: none was given.';
COMMENT ON COLUMN catalog.reembeddings.from_slot IS 'The slot that it left; has the old copy until that is removed.';
COMMENT ON COLUMN catalog.reembeddings.from_model IS 'The model that it had.';
COMMENT ON COLUMN catalog.reembeddings.from_dimensions IS 'Numbers in its old vectors.';
COMMENT ON COLUMN catalog.reembeddings.from_metric IS 'How their distances were measured.';
COMMENT ON COLUMN catalog.reembeddings.model IS 'The model that it gets.';
COMMENT ON COLUMN catalog.reembeddings.dimensions IS 'Numbers in its new vectors.';
COMMENT ON COLUMN catalog.reembeddings.metric IS 'How their distances are measured.';
COMMENT ON COLUMN catalog.reembeddings.started_at IS 'When it was asked for.';
