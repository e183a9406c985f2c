-- Tiers of projects, one more kind of index, and operations about a slot.

ALTER TABLE catalog.projects DROP CONSTRAINT projects_vector_index_kind_check;
ALTER TABLE catalog.projects ADD CONSTRAINT projects_vector_index_kind_check
  CHECK (vector_index_kind IN ('hnsw', 'hnsw_binary', 'hnsw_prefix', 'ivfflat', 'diskann'));

ALTER TABLE catalog.projects
  ADD COLUMN tier text NOT NULL DEFAULT 'hot' CHECK (tier IN ('hot', 'warm', 'cold')),
  ADD COLUMN tier_by_hand boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN catalog.projects.tier IS 'hot: its own slot has the index that it wants; warm: a cheaper one; cold: none.';
COMMENT ON COLUMN catalog.projects.tier_by_hand IS 'Somebody chose the tier: the router leaves it.';

ALTER TABLE catalog.operations ADD COLUMN slot int CHECK (slot >= 0);
COMMENT ON COLUMN catalog.operations.slot IS 'The slot that it is about, where it is about one and not about a project''s place; null: another kind.';
DROP INDEX catalog.operations_one_running;
CREATE UNIQUE INDEX operations_one_running ON catalog.operations (kind, project_id, (COALESCE(slot, -1)))
  WHERE state = 'running';
COMMENT ON INDEX catalog.operations_one_running IS 'A project or slot has one running operation of a kind.';
