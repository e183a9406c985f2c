-- Keeping indexes in shape, how often projects are searched, and one more kind of index.

-- A further kind of index ---------------------------------------------------------------------

ALTER TABLE projects DROP CONSTRAINT projects_vector_index_check;
ALTER TABLE projects ADD CONSTRAINT projects_vector_index_check
  CHECK (vector_index IN ('hnsw', 'hnsw_binary', 'hnsw_prefix', 'ivfflat', 'diskann'));
COMMENT ON COLUMN projects.vector_index IS 'The kind of the valid approximate index on the memories of its own slot: hnsw, hnsw_binary (on the signs), hnsw_prefix (on the first quarter of the numbers), ivfflat, diskann; null: searches are exact.';

-- Tiers ---------------------------------------------------------------------------------------

ALTER TABLE projects ADD COLUMN tier text NOT NULL DEFAULT 'hot'
  CHECK (tier IN ('hot', 'warm', 'cold'));
COMMENT ON COLUMN projects.tier IS 'hot: its own slot has the index that the project wants; warm: a cheaper one; cold: none. As in the catalog.';

CREATE TABLE project_activity (
  project_id bigint PRIMARY KEY REFERENCES projects ON DELETE CASCADE,
  searches bigint NOT NULL DEFAULT 0 CHECK (searches >= 0),
  last_searched timestamptz NOT NULL
);
-- What was searched before this table came is not known: tiers count from now.
INSERT INTO project_activity (project_id, last_searched) SELECT project_id, now() FROM projects;
COMMENT ON TABLE project_activity IS 'How often projects are searched. Written by the search services in batches, may lag by half a minute. No row: not since it was made.';
COMMENT ON COLUMN project_activity.project_id IS 'The project.';
COMMENT ON COLUMN project_activity.searches IS 'How many searches there were, about.';
COMMENT ON COLUMN project_activity.last_searched IS 'When the last one was.';

ALTER TABLE project_activity ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON project_activity TO loxo_service
  USING (project_id = nullif(current_setting('loxo.project', true), '')::bigint)
  WITH CHECK (project_id = nullif(current_setting('loxo.project', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE ON project_activity TO loxo_service;

-- Upkeep --------------------------------------------------------------------------------------

CREATE TABLE index_builds (
  index_name text PRIMARY KEY,
  built_at timestamptz NOT NULL DEFAULT now(),
  pages bigint NOT NULL,
  needed_pages bigint,
  row_count bigint NOT NULL,
  inserted bigint NOT NULL,
  changed bigint NOT NULL
);
COMMENT ON TABLE index_builds IS 'What the router noted of indexes of partitions when it built them last. It measures their wear from there; no row: from when the partition was made.';
COMMENT ON COLUMN index_builds.index_name IS 'The index; rows of those that are gone are removed.';
COMMENT ON COLUMN index_builds.built_at IS 'When.';
COMMENT ON COLUMN index_builds.pages IS 'Its size after the build.';
COMMENT ON COLUMN index_builds.needed_pages IS 'The least that its rows were reckoned to need then, for an index of exact search; null: another index.';
COMMENT ON COLUMN index_builds.row_count IS 'Rows of the table then, about.';
COMMENT ON COLUMN index_builds.inserted IS 'Rows that had ever been inserted into the table then, by PostgreSQL''s statistics.';
COMMENT ON COLUMN index_builds.changed IS 'Rows that had ever been deleted, or updated with a new entry in the indexes, then.';

CREATE TABLE graph_rounds (
  slot int PRIMARY KEY,
  value_rows bigint NOT NULL,
  value_writes bigint NOT NULL,
  age_rows bigint NOT NULL,
  age_writes bigint NOT NULL,
  chosen_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE graph_rounds IS 'When the router last chose the graphs of parts of the rows of an own slot (loxo_filter_graphs).';
COMMENT ON COLUMN graph_rounds.slot IS 'The slot.';
COMMENT ON COLUMN graph_rounds.value_rows IS 'Rows when graphs of frequent values were last looked for.';
COMMENT ON COLUMN graph_rounds.value_writes IS 'Rows that had ever been written then.';
COMMENT ON COLUMN graph_rounds.age_rows IS 'Rows when all graphs were last chosen anew, those of newer memories too.';
COMMENT ON COLUMN graph_rounds.age_writes IS 'Rows that had ever been written then.';
COMMENT ON COLUMN graph_rounds.chosen_at IS 'When the row last changed.';

-- By the table's size and its last ANALYZE. The statistics' own count is about twice as large for a
-- while where one session wrote and analyzed the table.
CREATE FUNCTION loxo_row_estimate(of_table regclass) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN c.reltuples > 0 AND c.relpages > 0
    THEN (c.reltuples / c.relpages
      * (pg_relation_size(c.oid) / current_setting('block_size')::int))::bigint
    ELSE COALESCE((SELECT s.n_live_tup FROM pg_stat_user_tables s WHERE s.relid = c.oid), 0) END
  FROM pg_class c WHERE c.oid = of_table
$$;
COMMENT ON FUNCTION loxo_row_estimate IS 'How many rows a table has, about. For the router.';
REVOKE ALL ON FUNCTION loxo_row_estimate FROM PUBLIC;
