-- The memory store of one shard. Run by the router as the owner (loxo_admin by default).
-- Tables are partitioned by slot; partitions are made by loxo_create_slot.

CREATE EXTENSION IF NOT EXISTS vector;
-- Part of contrib, which some builds leave out: without it the shared slots' text indexes are on the
-- lexemes alone, and a search by words reads other projects' rows too (row security hides them).
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'btree_gin') THEN
    CREATE EXTENSION IF NOT EXISTS btree_gin;
  END IF;
END $$;

-- Who owns what -------------------------------------------------------------------------------

CREATE TABLE slot_owner (
  slot int PRIMARY KEY CHECK (slot >= 0),
  epoch bigint NOT NULL CHECK (epoch > 0),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'fenced', 'retired')),
  changed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE slot_owner IS 'The slots that this shard holds, and the epoch that a writer must know. Written by the router under the slot''s exclusive advisory lock.';
COMMENT ON COLUMN slot_owner.slot IS 'Slot number: below the cluster''s slot count shared by projects, from there on one project''s own.';
COMMENT ON COLUMN slot_owner.epoch IS 'Raised whenever the slot''s place or its projects change; a write that carries another one is refused with SQLSTATE LX001.';
COMMENT ON COLUMN slot_owner.state IS 'active: takes writes; fenced: a move is at its switch; retired: moved away.';
COMMENT ON COLUMN slot_owner.changed_at IS 'When the row last changed.';

CREATE TABLE projects (
  project_id bigint PRIMARY KEY CHECK (project_id > 0),
  slot int NOT NULL,
  display_name text NOT NULL DEFAULT '',
  model text NOT NULL,
  dimensions int NOT NULL CHECK (dimensions BETWEEN 1 AND 4000),
  metric text NOT NULL CHECK (metric IN ('cosine', 'inner_product', 'l2')),
  text_language regconfig NOT NULL DEFAULT 'english',
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'deleting')),
  vector_index text CHECK (vector_index IN ('hnsw')),
  revision bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX projects_slot ON projects (slot);
COMMENT ON TABLE projects IS 'The projects (tenants) of this shard with their settings; the router''s catalog holds the same, services read them here.';
COMMENT ON COLUMN projects.project_id IS 'The tenant, chosen by the caller.';
COMMENT ON COLUMN projects.slot IS 'The slot whose partitions hold its rows.';
COMMENT ON COLUMN projects.display_name IS 'A name for people.';
COMMENT ON COLUMN projects.model IS 'The embedding model of every vector of the project.';
COMMENT ON COLUMN projects.dimensions IS 'Numbers in each vector.';
COMMENT ON COLUMN projects.metric IS 'How distances are measured: cosine (<=>), inner_product (<#>), l2 (<->).';
COMMENT ON COLUMN projects.text_language IS 'Text-search configuration of new rows and of queries.';
COMMENT ON COLUMN projects.state IS 'deleting: invisible, rows are being removed.';
COMMENT ON COLUMN projects.vector_index IS 'The valid approximate index of its own slot; null: searches are exact.';
COMMENT ON COLUMN projects.revision IS 'Raised by every change of this row.';
COMMENT ON COLUMN projects.created_at IS 'When it was made.';
COMMENT ON INDEX projects_slot IS 'For moves: the projects of a slot.';

CREATE TABLE project_counts (
  project_id bigint PRIMARY KEY REFERENCES projects ON DELETE CASCADE,
  memories bigint NOT NULL DEFAULT 0,
  vectors bigint NOT NULL DEFAULT 0,
  chunks bigint NOT NULL DEFAULT 0,
  counted_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE project_counts IS 'How many rows a project has, about: added to by ingest about once a second, corrected by the router''s exact counts. Decides when a project gets a slot of its own, and plans.';
COMMENT ON COLUMN project_counts.project_id IS 'The project.';
COMMENT ON COLUMN project_counts.memories IS 'Memories, about; may lag by seconds.';
COMMENT ON COLUMN project_counts.vectors IS 'Memories with a vector, about.';
COMMENT ON COLUMN project_counts.chunks IS 'Chunks of documents, about.';
COMMENT ON COLUMN project_counts.counted_at IS 'When it last changed.';

-- Memories ------------------------------------------------------------------------------------

CREATE TABLE memories (
  slot int NOT NULL,
  project_id bigint NOT NULL,
  id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
  importance real NOT NULL DEFAULT 0.5 CHECK (importance BETWEEN 0 AND 1),
  memory_type text NOT NULL DEFAULT 'fact' CHECK (length(memory_type) BETWEEN 1 AND 64),
  session_id text CHECK (length(session_id) BETWEEN 1 AND 256),
  valid_from timestamptz,
  valid_to timestamptz,
  expires_at timestamptz,
  fact_key text CHECK (length(fact_key) BETWEEN 1 AND 256),
  recorded_at timestamptz NOT NULL DEFAULT now(),
  superseded_at timestamptz,
  replaced_from timestamptz,
  visible_from timestamptz NOT NULL
    GENERATED ALWAYS AS (COALESCE(valid_from, '-infinity')) STORED,
  visible_until timestamptz NOT NULL
    GENERATED ALWAYS AS (LEAST(COALESCE(valid_to, 'infinity'), COALESCE(expires_at, 'infinity'),
      COALESCE(replaced_from, 'infinity'))) STORED,
  consolidation_id uuid,
  content_hash uuid NOT NULL
    GENERATED ALWAYS AS (md5(memory_type || E'\x1f' || content)::uuid) STORED,
  text_language regconfig NOT NULL DEFAULT 'english',
  embedding halfvec,
  content text NOT NULL CHECK (length(content) BETWEEN 1 AND 262144),
  metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
  content_tsv tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector(text_language, content)) STORED,
  CHECK (valid_to > valid_from),
  CHECK (replaced_from IS NULL OR superseded_at IS NOT NULL),
  PRIMARY KEY (slot, project_id, id)
) PARTITION BY LIST (slot);
ALTER TABLE memories ALTER COLUMN embedding SET STORAGE PLAIN;

CREATE INDEX memories_created ON memories (project_id, created_at DESC, id DESC);
CREATE INDEX memories_content_hash ON memories (project_id, content_hash);
CREATE INDEX memories_expires ON memories (expires_at) WHERE expires_at IS NOT NULL;

COMMENT ON TABLE memories IS 'What agents remember. One partition per slot.';
COMMENT ON COLUMN memories.slot IS 'The slot of the project; partition key.';
COMMENT ON COLUMN memories.project_id IS 'The tenant.';
COMMENT ON COLUMN memories.id IS 'UUIDv7 unless the caller chose one.';
COMMENT ON COLUMN memories.created_at IS 'When it was made; recency is counted from here.';
COMMENT ON COLUMN memories.updated_at IS 'When it last changed.';
COMMENT ON COLUMN memories.version IS 'Counts the changes, from 1.';
COMMENT ON COLUMN memories.importance IS 'How much it matters, 0 to 1.';
COMMENT ON COLUMN memories.memory_type IS 'fact, procedure, event, preference or any text.';
COMMENT ON COLUMN memories.session_id IS 'The conversation or run it stems from; null: none.';
COMMENT ON COLUMN memories.valid_from IS 'From when it held in the world; null: since ever.';
COMMENT ON COLUMN memories.valid_to IS 'Until when it held, exclusive; null: still.';
COMMENT ON COLUMN memories.expires_at IS 'When it ceases to be visible; null: never. Purged later.';
COMMENT ON COLUMN memories.fact_key IS 'Names the fact that it is a value of, as user/ada/city; null: a memory by itself.';
COMMENT ON COLUMN memories.recorded_at IS 'From when it was known: when this id was last written as a whole.';
COMMENT ON COLUMN memories.superseded_at IS 'When another value of its fact key was written; null: it is the current one, or has no key.';
COMMENT ON COLUMN memories.replaced_from IS 'From when in the world that other value holds, so that this one does no longer; null: no other does.';
COMMENT ON COLUMN memories.visible_from IS 'Start of the time in which a plain search sees it.';
COMMENT ON COLUMN memories.visible_until IS 'End of that time, exclusive: the first of valid_to, expires_at and replaced_from.';
COMMENT ON COLUMN memories.consolidation_id IS 'The consolidation it was derived from or is a member of; null: none.';
COMMENT ON COLUMN memories.content_hash IS 'MD5 of type and content, to find duplicates inside the project.';
COMMENT ON COLUMN memories.text_language IS 'Text-search configuration of content_tsv.';
COMMENT ON COLUMN memories.embedding IS '16-bit floats in the project''s space; null: text only.';
COMMENT ON COLUMN memories.content IS 'The text.';
COMMENT ON COLUMN memories.metadata IS 'Free fields, a JSON object.';
COMMENT ON COLUMN memories.content_tsv IS 'Lexemes of the content.';
COMMENT ON INDEX memories_created IS 'Lists by time; recency candidates.';
COMMENT ON INDEX memories_content_hash IS 'Duplicate detection.';
COMMENT ON INDEX memories_expires IS 'The purge of expired rows.';

CREATE TABLE memory_stats (
  slot int NOT NULL,
  project_id bigint NOT NULL,
  memory_id uuid NOT NULL,
  access_count bigint NOT NULL DEFAULT 0 CHECK (access_count >= 0),
  last_accessed timestamptz NOT NULL,
  PRIMARY KEY (slot, project_id, memory_id)
) PARTITION BY LIST (slot);
-- The foreign key to memories stands on each pair of partitions (loxo_create_slot): on the parents it
-- would make every new partition wait for, and hold up, all writers of the shard.
COMMENT ON TABLE memory_stats IS 'Counters kept apart from the vectors, so that counting never rewrites a vector row. Written in batches, may lag by seconds.';
COMMENT ON COLUMN memory_stats.slot IS 'The slot of the project; partition key.';
COMMENT ON COLUMN memory_stats.project_id IS 'The tenant.';
COMMENT ON COLUMN memory_stats.memory_id IS 'The memory.';
COMMENT ON COLUMN memory_stats.access_count IS 'How often it was recalled.';
COMMENT ON COLUMN memory_stats.last_accessed IS 'When it was last recalled.';

CREATE TABLE request_log (
  slot int NOT NULL,
  project_id bigint NOT NULL,
  request_id uuid NOT NULL,
  fingerprint bytea NOT NULL,
  response bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (slot, project_id, request_id)
) PARTITION BY LIST (slot);
CREATE INDEX request_log_created ON request_log (created_at);
COMMENT ON TABLE request_log IS 'Answers of writes by request id, so that a retry writes nothing. Kept for 24 hours.';
COMMENT ON COLUMN request_log.slot IS 'The slot of the project; partition key.';
COMMENT ON COLUMN request_log.project_id IS 'The tenant.';
COMMENT ON COLUMN request_log.request_id IS 'The caller''s UUID for the write.';
COMMENT ON COLUMN request_log.fingerprint IS 'SHA-256 of the request, to tell a retry from a reused id.';
COMMENT ON COLUMN request_log.response IS 'The answer, a protobuf message.';
COMMENT ON COLUMN request_log.created_at IS 'When the write was made.';
COMMENT ON INDEX request_log_created IS 'The purge after 24 hours.';

-- Documents -----------------------------------------------------------------------------------

CREATE TABLE documents (
  slot int NOT NULL,
  project_id bigint NOT NULL,
  id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
  title text NOT NULL DEFAULT '' CHECK (length(title) <= 1024),
  doc_type text NOT NULL DEFAULT 'text' CHECK (length(doc_type) BETWEEN 1 AND 64),
  source_uri text CHECK (length(source_uri) BETWEEN 1 AND 2048),
  content_hash bytea NOT NULL CHECK (length(content_hash) = 32),
  metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
  PRIMARY KEY (slot, project_id, id)
) PARTITION BY LIST (slot);

CREATE INDEX documents_created ON documents (project_id, created_at DESC, id DESC);

COMMENT ON TABLE documents IS 'What texts to retrieve from stem from. One partition per slot.';
COMMENT ON COLUMN documents.slot IS 'The slot of the project; partition key.';
COMMENT ON COLUMN documents.project_id IS 'The tenant.';
COMMENT ON COLUMN documents.id IS 'UUIDv7 unless the caller chose one.';
COMMENT ON COLUMN documents.created_at IS 'When it was first put, or what the caller says.';
COMMENT ON COLUMN documents.updated_at IS 'When it was last put.';
COMMENT ON COLUMN documents.version IS 'Counts the puts, from 1.';
COMMENT ON COLUMN documents.title IS 'A title for people; may be empty.';
COMMENT ON COLUMN documents.doc_type IS 'text, markdown, code or any text.';
COMMENT ON COLUMN documents.source_uri IS 'Where it came from; null: not said.';
COMMENT ON COLUMN documents.content_hash IS 'SHA-256 of the text as it was put, or of the chunks'' contents with U+001F between them.';
COMMENT ON COLUMN documents.metadata IS 'Free fields, a JSON object.';
COMMENT ON INDEX documents_created IS 'Lists by time.';

CREATE TABLE chunks (
  slot int NOT NULL,
  project_id bigint NOT NULL,
  id uuid NOT NULL,
  document_id uuid NOT NULL,
  chunk_index int NOT NULL CHECK (chunk_index >= 0),
  token_count int NOT NULL CHECK (token_count >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  text_language regconfig NOT NULL DEFAULT 'english',
  embedding halfvec,
  content text NOT NULL CHECK (length(content) BETWEEN 1 AND 262144),
  metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
  content_tsv tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector(text_language, content)) STORED,
  PRIMARY KEY (slot, project_id, id),
  CONSTRAINT chunks_of_document UNIQUE (slot, project_id, document_id, chunk_index)
) PARTITION BY LIST (slot);
ALTER TABLE chunks ALTER COLUMN embedding SET STORAGE PLAIN;
-- The foreign key to documents stands on each pair of partitions (loxo_create_slot), as that of
-- memory_stats does.

COMMENT ON TABLE chunks IS 'The pieces of documents that are searched. Never changed: a document that is put anew gets new ones. One partition per slot.';
COMMENT ON COLUMN chunks.slot IS 'The slot of the project; partition key.';
COMMENT ON COLUMN chunks.project_id IS 'The tenant.';
COMMENT ON COLUMN chunks.id IS 'UUIDv7, new with each put of the document.';
COMMENT ON COLUMN chunks.document_id IS 'The document; its chunks go with it.';
COMMENT ON COLUMN chunks.chunk_index IS 'The place in the document, from 0 without gaps.';
COMMENT ON COLUMN chunks.token_count IS 'Tokens of the content, estimated: see the contract.';
COMMENT ON COLUMN chunks.created_at IS 'When it was put.';
COMMENT ON COLUMN chunks.text_language IS 'Text-search configuration of content_tsv.';
COMMENT ON COLUMN chunks.embedding IS '16-bit floats in the project''s space; null: text only.';
COMMENT ON COLUMN chunks.content IS 'The text.';
COMMENT ON COLUMN chunks.metadata IS 'Free fields of the chunk, a JSON object.';
COMMENT ON COLUMN chunks.content_tsv IS 'Lexemes of the content.';
COMMENT ON INDEX chunks_of_document IS 'One chunk for each place in a document; a document''s chunks in order, and the neighbours of a chunk that was found.';

CREATE TABLE document_stats (
  slot int NOT NULL,
  project_id bigint NOT NULL,
  document_id uuid NOT NULL,
  access_count bigint NOT NULL DEFAULT 0 CHECK (access_count >= 0),
  last_accessed timestamptz,
  chunk_count int NOT NULL DEFAULT 0 CHECK (chunk_count >= 0),
  PRIMARY KEY (slot, project_id, document_id)
) PARTITION BY LIST (slot);
COMMENT ON TABLE document_stats IS 'Counters of documents, kept apart from what changes seldom. A row for every document.';
COMMENT ON COLUMN document_stats.slot IS 'The slot of the project; partition key.';
COMMENT ON COLUMN document_stats.project_id IS 'The tenant.';
COMMENT ON COLUMN document_stats.document_id IS 'The document.';
COMMENT ON COLUMN document_stats.access_count IS 'How often it was read or retrieved from. Written in batches, may lag by seconds.';
COMMENT ON COLUMN document_stats.last_accessed IS 'When it last was; null: never.';
COMMENT ON COLUMN document_stats.chunk_count IS 'How many chunks it has; written with them.';

-- Partitions ----------------------------------------------------------------------------------

-- Makes the partitions of a slot where they are missing. A new partition is made beside and then
-- attached, so that neither reads nor writes of other slots are locked out or waited for. A shared slot
-- gets the indexes of exact search; a slot of its own gets its indexes from the router, after the
-- rows, and then ANALYZE, which counts its words (loxo_text_statistics) and leaves its vectors alone.
CREATE FUNCTION loxo_create_slot(new_slot int, shared boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  parent text;
  partition text;
  foreign_key text;
  text_columns text := CASE WHEN EXISTS (SELECT FROM pg_extension WHERE extname = 'btree_gin')
    THEN 'project_id, content_tsv' ELSE 'content_tsv' END;
BEGIN
  FOREACH parent IN ARRAY ARRAY['memories', 'memory_stats', 'documents', 'chunks', 'document_stats',
      'request_log'] LOOP
    partition := parent || '_s' || new_slot;
    IF to_regclass(partition) IS NULL THEN
      foreign_key := CASE
        WHEN parent = 'memory_stats' THEN format(
          ', FOREIGN KEY (slot, project_id, memory_id) REFERENCES %I ON DELETE CASCADE',
          'memories_s' || new_slot)
        WHEN parent IN ('chunks', 'document_stats') THEN format(
          ', FOREIGN KEY (slot, project_id, document_id) REFERENCES %I ON DELETE CASCADE',
          'documents_s' || new_slot)
        ELSE '' END;
      EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL, CONSTRAINT %I CHECK (slot = %s)%s)',
        partition, parent, partition || '_slot', new_slot, foreign_key);
      EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES IN (%s)', parent, partition, new_slot);
    END IF;
  END LOOP;
  partition := 'memories_s' || new_slot;
  IF shared THEN
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %I (slot, project_id, id) '
      'INCLUDE (embedding, visible_from, visible_until, created_at, importance, memory_type) '
      'WHERE embedding IS NOT NULL AND vector_dims(embedding) <= 1024',
      partition || '_exact', partition);
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %I USING gin (%s)',
      partition || '_text', partition, text_columns);
    EXECUTE format('COMMENT ON INDEX %I IS %L', partition || '_exact',
      'Exact vector search of one project, by an index-only scan.');
    EXECUTE format('COMMENT ON INDEX %I IS %L', partition || '_text',
      'Text search of one project.');
    partition := 'chunks_s' || new_slot;
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %I (slot, project_id, id) '
      'INCLUDE (embedding, document_id) '
      'WHERE embedding IS NOT NULL AND vector_dims(embedding) <= 1024',
      partition || '_exact', partition);
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %I USING gin (%s)',
      partition || '_text', partition, text_columns);
    EXECUTE format('COMMENT ON INDEX %I IS %L', partition || '_exact',
      'Exact vector search of one project''s chunks, by an index-only scan.');
    EXECUTE format('COMMENT ON INDEX %I IS %L', partition || '_text',
      'Text search of one project''s chunks.');
  ELSE
    EXECUTE format('ALTER TABLE %I ALTER COLUMN content_tsv SET STATISTICS 1000, '
      'ALTER COLUMN embedding SET STATISTICS 0', partition);
    EXECUTE format('ALTER TABLE %I ALTER COLUMN content_tsv SET STATISTICS 1000, '
      'ALTER COLUMN embedding SET STATISTICS 0', 'chunks_s' || new_slot);
  END IF;
END $$;
COMMENT ON FUNCTION loxo_create_slot IS 'Makes the partitions of a slot, idempotently.';

-- Isolation -----------------------------------------------------------------------------------

CREATE TABLE change_log (
  target_slot int NOT NULL,
  position bigint GENERATED ALWAYS AS IDENTITY,
  source text NOT NULL CHECK (source IN ('memories', 'memory_stats', 'documents', 'chunks',
    'document_stats', 'request_log')),
  id uuid NOT NULL,
  PRIMARY KEY (target_slot, position)
);
COMMENT ON TABLE change_log IS 'Keys of rows that changed while their project is being copied into a slot of its own. Empty when nothing is.';
COMMENT ON COLUMN change_log.target_slot IS 'The slot that the project is copied into.';
COMMENT ON COLUMN change_log.position IS 'A running number; not the order of commits.';
COMMENT ON COLUMN change_log.source IS 'The table of the row.';
COMMENT ON COLUMN change_log.id IS 'The row''s key within slot and project.';

-- Row trigger on a partition of the slot that a project leaves, made by the router with the target
-- slot and the table as arguments. Writes as the owner, since the services may not see the log.
CREATE FUNCTION loxo_capture_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  changed record;
  key uuid;
BEGIN
  IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
  IF TG_ARGV[1] IN ('memories', 'documents', 'chunks') THEN
    key := changed.id;
  ELSIF TG_ARGV[1] = 'memory_stats' THEN
    key := changed.memory_id;
  ELSIF TG_ARGV[1] = 'document_stats' THEN
    key := changed.document_id;
  ELSE
    key := changed.request_id;
  END IF;
  INSERT INTO change_log (target_slot, source, id) VALUES (TG_ARGV[0]::int, TG_ARGV[1], key);
  RETURN NULL;
END $$;
COMMENT ON FUNCTION loxo_capture_change IS 'Notes which row of a project changed while the project is being copied.';

-- Text statistics -----------------------------------------------------------------------------

-- What ANALYZE knows about the words of a project that has a slot of its own: about 10,000 of them
-- with their frequencies. Row security hides pg_stats from the services, so this runs as the owner,
-- and answers only for the tenant of the transaction, and only where no other project is or was in
-- the slot. No row: not such a slot, or not analyzed yet.
CREATE FUNCTION loxo_text_statistics(of_slot int, of_table text DEFAULT 'memories')
RETURNS TABLE (row_count float8, mean_length float8, lexemes text[], frequencies real[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  partition text := of_table || '_s' || of_slot;
  pages float8;
BEGIN
  IF of_table NOT IN ('memories', 'chunks') OR to_regclass(partition || '_exact') IS NOT NULL OR NOT EXISTS (
      SELECT FROM projects p WHERE p.slot = of_slot HAVING array_agg(p.project_id)
        = ARRAY[nullif(current_setting('loxo.project', true), '')::bigint]) THEN
    RETURN;
  END IF;
  SELECT c.reltuples, c.relpages, s.elements, s.frequencies
    INTO row_count, pages, lexemes, frequencies
    FROM pg_class c
    JOIN LATERAL (
      SELECT t.most_common_elems::text::text[] AS elements, t.most_common_elem_freqs AS frequencies
      FROM pg_stats t
      WHERE t.schemaname = 'public' AND t.tablename = partition AND t.attname = 'content_tsv') s ON true
    WHERE c.oid = to_regclass(partition) AND c.reltuples > 0;
  IF FOUND AND lexemes IS NOT NULL THEN
    frequencies := frequencies[:cardinality(lexemes)];
    EXECUTE format('SELECT avg(length(content_tsv))::float8 FROM %I TABLESAMPLE SYSTEM (%s) REPEATABLE (1)',
      partition, least(100, 100 * 2000 / greatest(pages, 1)))
      INTO mean_length;
    mean_length := coalesce(mean_length, 0);
    RETURN NEXT;
  END IF;
END $$;
COMMENT ON FUNCTION loxo_text_statistics IS 'Rows, mean number of different words in a memory, words and the share of memories that hold them, of the tenant''s own slot; or the same of its chunks. For BM25; from the last ANALYZE.';

-- Filter graphs -------------------------------------------------------------------------------

-- For which filters an own slot gets a graph of its own: HNSW indexes over only the rows of one
-- memory_type, or with one value at one key of the metadata. A walk of the whole graph under a filter
-- of 3 % passes 33 rows for each that counts; a graph of these rows passes none in vain. Taken are
-- values of 500 rows to 30 % of all in a sample, first those that spare the most: least(comparing
-- all their rows, walking the whole graph), in ms as measured with 768 dimensions. Together they hold
-- at most as many rows as the table, so that they at most double what the vectors' index costs.
--
-- Beside these the newest quarter, sixteenth and so on of the rows get a graph each, down to 2,000 rows,
-- where the rows are not all of one week: the best sums of similarity and recency are among the nearest
-- of each age, and a list of 60 from each of three graphs proves what takes the 400 nearest of all.
CREATE FUNCTION loxo_filter_graphs(of_slot int, max_graphs int)
RETURNS TABLE (name text, predicate text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  partition text := 'memories_s' || of_slot;
  row_count float8;
BEGIN
  EXECUTE format('SELECT count(*) FROM %I', partition) INTO row_count;
  RETURN QUERY EXECUTE format($sample$
    WITH sample AS MATERIALIZED (
      SELECT memory_type, metadata FROM %I TABLESAMPLE SYSTEM (%s) REPEATABLE (1)
      WHERE embedding IS NOT NULL
    ), conditions AS (
      SELECT 'memory_type = ' || quote_literal(memory_type) AS condition FROM sample
      UNION ALL
      SELECT 'metadata @> ' || quote_literal(jsonb_build_object(f.key, f.value)::text) || '::jsonb'
      FROM sample CROSS JOIN LATERAL jsonb_each(metadata) f
      WHERE jsonb_typeof(f.value) IN ('string', 'number', 'boolean')
        AND length(f.key) <= 64 AND strpos(f.key, '.') = 0 AND length(f.value::text) <= 130
    ), shares AS (
      SELECT condition, count(*) / (SELECT count(*) FROM sample)::float8 AS share
      FROM conditions WHERE strpos(condition, '\') = 0 GROUP BY condition
    ), ranked AS (
      SELECT condition, sum(share) OVER place AS total_share, row_number() OVER place AS number
      FROM shares WHERE share * $1 >= 500 AND share <= 0.3
      WINDOW place AS (ORDER BY least(share * $1 * 0.0024, 0.7 / share) DESC, condition)
    )
    SELECT $2 || '_hnsw_' || left(md5(condition), 8), condition
    FROM ranked WHERE total_share <= 1 AND number <= $3 ORDER BY number
  $sample$, partition, least(100, 100 * 20000 / greatest(row_count, 1)))
  USING row_count, partition, max_graphs;
  RETURN QUERY EXECUTE format($ages$
    WITH sample AS MATERIALIZED (
      SELECT created_at FROM %I TABLESAMPLE SYSTEM (%s) REPEATABLE (1) WHERE embedding IS NOT NULL
    ), times AS (
      SELECT max(created_at) - min(created_at) AS span, percentile_disc(ARRAY(
        SELECT 1 - power(0.25, i) FROM generate_series(1, 4) i WHERE $1 * power(0.25, i) >= 2000))
        WITHIN GROUP (ORDER BY created_at) AS starts
      FROM sample
    )
    SELECT $2 || '_hnsw_' || left(md5(condition), 8), condition
    FROM times, unnest(starts) start, LATERAL (
      SELECT 'created_at >= ' || quote_literal(
        to_char(start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || '+00') || '::timestamptz' AS condition) c
    WHERE span >= interval '7 days'
  $ages$, partition, least(100, 100 * 20000 / greatest(row_count, 1)))
  USING row_count, partition;
END $$;
COMMENT ON FUNCTION loxo_filter_graphs IS 'Names and predicates of the partial HNSW indexes that an own slot should have, from a sample of its rows. For the router, when it builds the slot''s indexes.';

-- Fence ---------------------------------------------------------------------------------------

-- The first statement of every write. Holds the slot's lock shared to the end of the transaction
-- (the mover takes it exclusively), and refuses a writer whose map is old. As a volatile function in
-- READ COMMITTED it reads slot_owner after the lock was got.
CREATE FUNCTION loxo_fence(writer_project bigint, writer_slot int, writer_epoch bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  owner slot_owner;
  home projects;
BEGIN
  PERFORM set_config('loxo.project', writer_project::text, true);
  PERFORM pg_advisory_xact_lock_shared(1819244655, writer_slot);
  SELECT * INTO owner FROM slot_owner WHERE slot = writer_slot;
  IF NOT FOUND OR owner.state <> 'active' OR owner.epoch <> writer_epoch THEN
    RAISE EXCEPTION 'slot % takes no write with epoch %', writer_slot, writer_epoch
      USING ERRCODE = 'LX001', DETAIL = COALESCE(owner.epoch::text, 'absent');
  END IF;
  SELECT * INTO home FROM projects WHERE project_id = writer_project AND state = 'active';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'project % is not on this shard', writer_project USING ERRCODE = 'LX002';
  ELSIF home.slot <> writer_slot THEN
    RAISE EXCEPTION 'project % lives in slot %', writer_project, home.slot
      USING ERRCODE = 'LX001', DETAIL = owner.epoch::text;
  END IF;
END $$;
COMMENT ON FUNCTION loxo_fence IS 'First statement of a write: tenant setting, slot lock, epoch check. LX001: the map is old; LX002: no such project.';

-- Rights --------------------------------------------------------------------------------------

CREATE FUNCTION loxo_project() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('loxo.project', true), '')::bigint $$;
COMMENT ON FUNCTION loxo_project IS 'The tenant of this transaction; null: none, and no row is visible.';

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['loxo_service', 'loxo_loader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', name);
    END IF;
  END LOOP;
  -- COPY cannot run under row security; this role may only insert, and only the service may become it.
  ALTER ROLE loxo_loader BYPASSRLS;
  GRANT loxo_loader TO loxo_service;
  FOREACH name IN ARRAY ARRAY['memories', 'memory_stats', 'documents', 'chunks', 'document_stats',
      'request_log', 'projects', 'project_counts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO loxo_service '
      'USING (project_id = nullif(current_setting(''loxo.project'', true), '''')::bigint) '
      'WITH CHECK (project_id = nullif(current_setting(''loxo.project'', true), '''')::bigint)', name);
  END LOOP;
  -- Without this, row security keeps @@ and @> from using a GIN index. Needs a superuser; where it is
  -- not allowed text and metadata searches are slower, and readiness says so.
  BEGIN
    ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF;
    ALTER FUNCTION jsonb_contains(jsonb, jsonb) LEAKPROOF;
  EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'ts_match_vq and jsonb_contains stay not leakproof: text and metadata searches cannot use their indexes under row security';
  END;
END $$;

GRANT USAGE ON SCHEMA public TO loxo_service, loxo_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON memories, memory_stats, documents, chunks, document_stats,
  request_log TO loxo_service;
GRANT SELECT ON projects, slot_owner TO loxo_service;
GRANT SELECT, INSERT, UPDATE ON project_counts TO loxo_service;
GRANT INSERT ON memories TO loxo_loader;
REVOKE ALL ON FUNCTION loxo_text_statistics, loxo_filter_graphs FROM PUBLIC;
GRANT EXECUTE ON FUNCTION loxo_text_statistics TO loxo_service;
