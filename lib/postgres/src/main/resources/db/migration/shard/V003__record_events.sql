-- Records beside memories and documents: what happened (episodic_events), what is to be done (tasks),
-- what has a structure of its own (structured_data), and what was learnt from events
-- (consolidations). None of them has an approximate index, so none is partitioned by slot and none
-- carries one: the rows of a project lie together by their keys. Writers fence the project's slot
-- all the same. Events are partitioned by month, so that old ones go as a whole.

-- Events --------------------------------------------------------------------------------------

CREATE TABLE episodic_events (
  project_id bigint NOT NULL,
  id uuid NOT NULL,
  "timestamp" timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  examined_at timestamptz,
  consolidation_id uuid,
  session_id text NOT NULL CHECK (length(session_id) BETWEEN 1 AND 256),
  event_type text NOT NULL DEFAULT 'event' CHECK (length(event_type) BETWEEN 1 AND 64),
  embedding halfvec,
  content text NOT NULL CHECK (length(content) BETWEEN 1 AND 262144),
  metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
  PRIMARY KEY (project_id, "timestamp", id)
) PARTITION BY RANGE ("timestamp");

CREATE INDEX episodic_events_session ON episodic_events (project_id, session_id, "timestamp", id);
CREATE INDEX episodic_events_new ON episodic_events (project_id, session_id, "timestamp", id)
  WHERE examined_at IS NULL AND embedding IS NOT NULL;

COMMENT ON TABLE episodic_events IS 'What happened, in sessions. One partition per month in UTC, named episodic_events_<year><month>; a row keeps its content. Old months are moved to the schema archive.';
COMMENT ON COLUMN episodic_events.project_id IS 'The tenant.';
COMMENT ON COLUMN episodic_events.id IS 'UUIDv7 unless the caller chose one; unique together with the time.';
COMMENT ON COLUMN episodic_events."timestamp" IS 'When it happened; partition key.';
COMMENT ON COLUMN episodic_events.created_at IS 'When it was recorded.';
COMMENT ON COLUMN episodic_events.examined_at IS 'When a consolidation looked at it after its episode had ended; null: none did.';
COMMENT ON COLUMN episodic_events.consolidation_id IS 'The consolidation that it is a member of; null: none.';
COMMENT ON COLUMN episodic_events.session_id IS 'The conversation or run that it belongs to.';
COMMENT ON COLUMN episodic_events.event_type IS 'event, message, tool_call or any text.';
COMMENT ON COLUMN episodic_events.embedding IS '16-bit floats in the project''s space; null: text only, never consolidated.';
COMMENT ON COLUMN episodic_events.content IS 'The text.';
COMMENT ON COLUMN episodic_events.metadata IS 'Free fields, a JSON object.';
COMMENT ON INDEX episodic_events_session IS 'Lists of a session; consolidation, which goes by session and time.';
COMMENT ON INDEX episodic_events_new IS 'Scheduled consolidation, which looks only at what no run has looked at.';

-- Makes the month's partition where it is missing. Made beside and then attached, so that nobody
-- waits: attaching locks out neither reads nor writes, and without a default partition there are no
-- rows to look through. Runs as the owner, so that the services can call it for an event of a month
-- that nobody made ahead, as when old events are brought in; the bounds keep a caller from making
-- any number of tables.
CREATE FUNCTION loxo_create_event_month(any_time timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  month_start timestamptz := date_trunc('month', any_time, 'UTC');
  month_end timestamptz := date_trunc('month', month_start + interval '32 days', 'UTC');
  partition text := 'episodic_events_' || to_char(month_start AT TIME ZONE 'UTC', 'YYYYMM');
BEGIN
  IF month_start < timestamptz '2000-01-01 00:00:00+00' OR month_start > now() + interval '800 days' THEN
    RAISE EXCEPTION 'no partition is made for events of %', any_time USING ERRCODE = '22008';
  END IF;
  PERFORM pg_advisory_xact_lock(1819244655, -1);
  IF to_regclass('public.' || partition) IS NOT NULL THEN
    IF NOT (SELECT relispartition FROM pg_class WHERE oid = to_regclass('public.' || partition)) THEN
      RAISE EXCEPTION '% is just being archived', partition USING ERRCODE = '55P03';
    END IF;
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE public.%I (LIKE public.episodic_events INCLUDING ALL, '
    'CONSTRAINT %I CHECK ("timestamp" >= %L AND "timestamp" < %L))',
    partition, partition || '_month', month_start, month_end);
  EXECUTE format('ALTER TABLE public.episodic_events ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
    partition, month_start, month_end);
  RETURN true;
END $$;
COMMENT ON FUNCTION loxo_create_event_month IS 'Makes the partition of episodic_events for the month of a time, idempotently; true when it was missing. From 2000 to about two years ahead.';

CREATE SCHEMA archive;
COMMENT ON SCHEMA archive IS 'Months of episodic_events that were taken out; seen by operators, not by the services. A month that is needed again can be attached again.';

-- Tasks ---------------------------------------------------------------------------------------

CREATE TABLE tasks (
  project_id bigint NOT NULL,
  id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
  due_at timestamptz,
  priority int NOT NULL DEFAULT 50 CHECK (priority BETWEEN 0 AND 100),
  status text NOT NULL DEFAULT 'open'
    CHECK (status IN ('open', 'in_progress', 'blocked', 'done', 'cancelled')),
  session_id text CHECK (length(session_id) BETWEEN 1 AND 256),
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 1024),
  description text NOT NULL DEFAULT '' CHECK (length(description) <= 65536),
  metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
  PRIMARY KEY (project_id, id)
);
CREATE INDEX tasks_status ON tasks (project_id, status, priority DESC, id);
CREATE INDEX tasks_due ON tasks (project_id, COALESCE(due_at, 'infinity'), id);

COMMENT ON TABLE tasks IS 'What is to be done.';
COMMENT ON COLUMN tasks.project_id IS 'The tenant.';
COMMENT ON COLUMN tasks.id IS 'UUIDv7 unless the caller chose one.';
COMMENT ON COLUMN tasks.created_at IS 'When it was made.';
COMMENT ON COLUMN tasks.updated_at IS 'When it last changed.';
COMMENT ON COLUMN tasks.version IS 'Counts the changes, from 1.';
COMMENT ON COLUMN tasks.due_at IS 'When it should be done; null: at no certain time.';
COMMENT ON COLUMN tasks.priority IS '0 to 100; more is more urgent.';
COMMENT ON COLUMN tasks.status IS 'open, in_progress, blocked, done or cancelled; any may follow any.';
COMMENT ON COLUMN tasks.session_id IS 'The conversation or run it stems from; null: none.';
COMMENT ON COLUMN tasks.title IS 'What is to be done, in short.';
COMMENT ON COLUMN tasks.description IS 'The same at length; may be empty.';
COMMENT ON COLUMN tasks.metadata IS 'Free fields, a JSON object.';
COMMENT ON INDEX tasks_status IS 'Lists by status and priority.';
COMMENT ON INDEX tasks_due IS 'Lists by due time, those without one last.';

-- Structured data -----------------------------------------------------------------------------

CREATE TABLE structured_data (
  project_id bigint NOT NULL,
  id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
  data_id text COLLATE "C" NOT NULL CHECK (length(data_id) BETWEEN 1 AND 256),
  data_type text NOT NULL DEFAULT 'json' CHECK (length(data_type) BETWEEN 1 AND 64),
  embedding halfvec,
  text_representation text NOT NULL DEFAULT '' CHECK (length(text_representation) <= 262144),
  raw_json jsonb NOT NULL,
  PRIMARY KEY (project_id, id),
  CONSTRAINT structured_data_data_id UNIQUE (project_id, data_id)
);
-- With the project where the server has btree_gin (contrib), which some builds leave out.
DO $$
BEGIN
  EXECUTE 'CREATE INDEX structured_data_raw_json ON structured_data USING gin ('
    || CASE WHEN EXISTS (SELECT FROM pg_extension WHERE extname = 'btree_gin') THEN 'project_id, ' ELSE '' END
    || 'raw_json jsonb_path_ops)';
END $$;
CREATE INDEX structured_data_type ON structured_data (project_id, data_type, data_id);

COMMENT ON TABLE structured_data IS 'JSON values under names that callers choose.';
COMMENT ON COLUMN structured_data.project_id IS 'The tenant.';
COMMENT ON COLUMN structured_data.id IS 'UUIDv7, made by the service.';
COMMENT ON COLUMN structured_data.created_at IS 'When it was first put.';
COMMENT ON COLUMN structured_data.updated_at IS 'When it was last put.';
COMMENT ON COLUMN structured_data.version IS 'Counts the puts, from 1.';
COMMENT ON COLUMN structured_data.data_id IS 'The caller''s name for it, unique in the project.';
COMMENT ON COLUMN structured_data.data_type IS 'json, invoice, table_row or any text.';
COMMENT ON COLUMN structured_data.embedding IS '16-bit floats in the project''s space, of the text; null: none.';
COMMENT ON COLUMN structured_data.text_representation IS 'The value in words; may be empty.';
COMMENT ON COLUMN structured_data.raw_json IS 'The value: an object, an array, a text, a number or a truth value.';
COMMENT ON INDEX structured_data_data_id IS 'Look-up by name; lists by name.';
COMMENT ON INDEX structured_data_raw_json IS 'Containment filters on the value.';
COMMENT ON INDEX structured_data_type IS 'Lists of one type by name.';

-- Consolidations ------------------------------------------------------------------------------

CREATE TABLE consolidations (
  project_id bigint NOT NULL,
  id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  memory_id uuid NOT NULL,
  session_id text NOT NULL CHECK (length(session_id) BETWEEN 1 AND 256),
  first_event_at timestamptz NOT NULL,
  last_event_at timestamptz NOT NULL,
  support_count int NOT NULL CHECK (support_count = cardinality(event_ids)),
  confidence real NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 256),
  pattern_summary text NOT NULL CHECK (length(pattern_summary) BETWEEN 1 AND 262144),
  event_ids uuid[] NOT NULL,
  centroid halfvec NOT NULL,
  CHECK (last_event_at >= first_event_at),
  PRIMARY KEY (project_id, id)
);
CREATE INDEX consolidations_created ON consolidations (project_id, created_at DESC, id DESC);

COMMENT ON TABLE consolidations IS 'Groups of similar events of a session, each with a memory that was derived from it.';
COMMENT ON COLUMN consolidations.project_id IS 'The tenant.';
COMMENT ON COLUMN consolidations.id IS 'UUIDv7.';
COMMENT ON COLUMN consolidations.created_at IS 'When the run made it.';
COMMENT ON COLUMN consolidations.memory_id IS 'The memory that was derived from it; may have been deleted since.';
COMMENT ON COLUMN consolidations.session_id IS 'The session of all its events.';
COMMENT ON COLUMN consolidations.first_event_at IS 'When its first event happened.';
COMMENT ON COLUMN consolidations.last_event_at IS 'When its last event happened.';
COMMENT ON COLUMN consolidations.support_count IS 'How many events it has.';
COMMENT ON COLUMN consolidations.confidence IS 'Mean cosine similarity of its events to the centroid, 0 to 1.';
COMMENT ON COLUMN consolidations.name IS 'Its most characteristic words.';
COMMENT ON COLUMN consolidations.pattern_summary IS 'The texts of its most central events.';
COMMENT ON COLUMN consolidations.event_ids IS 'Its events, oldest first; archived ones included.';
COMMENT ON COLUMN consolidations.centroid IS 'Mean of its events'' vectors.';
COMMENT ON INDEX consolidations_created IS 'Lists by time.';

CREATE TABLE consolidation_leases (
  project_id bigint PRIMARY KEY,
  holder uuid NOT NULL,
  lease_until timestamptz NOT NULL,
  finished_at timestamptz
);
COMMENT ON TABLE consolidation_leases IS 'Which run consolidates a project, so that two never do. A run that is gone loses it by time.';
COMMENT ON COLUMN consolidation_leases.project_id IS 'The tenant.';
COMMENT ON COLUMN consolidation_leases.holder IS 'The run.';
COMMENT ON COLUMN consolidation_leases.lease_until IS 'Until when it holds the project; raised by each of its batches.';
COMMENT ON COLUMN consolidation_leases.finished_at IS 'When the last run ended; null: none has.';

-- The projects of the shard that have events which no run has looked at, nobody consolidates now and
-- nobody did for a while. Runs as the owner, since a schedule has no tenant; tells ids, nothing else.
CREATE FUNCTION loxo_projects_to_consolidate(pause interval) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.project_id FROM public.projects p
  WHERE p.state = 'active'
    AND EXISTS (SELECT FROM public.episodic_events e
      WHERE e.project_id = p.project_id AND e.examined_at IS NULL AND e.embedding IS NOT NULL)
    AND NOT EXISTS (SELECT FROM public.consolidation_leases l
      WHERE l.project_id = p.project_id AND (l.lease_until > now() OR l.finished_at > now() - pause))
  ORDER BY p.project_id
$$;
COMMENT ON FUNCTION loxo_projects_to_consolidate IS 'Ids of projects for the scheduled consolidation; pause: how long after a run another one is due.';

-- Rights --------------------------------------------------------------------------------------

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['episodic_events', 'tasks', 'structured_data', 'consolidations',
      'consolidation_leases'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO loxo_service '
      'USING (project_id = nullif(current_setting(''loxo.project'', true), '''')::bigint) '
      'WITH CHECK (project_id = nullif(current_setting(''loxo.project'', true), '''')::bigint)', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON tasks, structured_data TO loxo_service;
GRANT SELECT, INSERT ON episodic_events TO loxo_service;
GRANT UPDATE (examined_at, consolidation_id) ON episodic_events TO loxo_service;
GRANT SELECT, INSERT ON consolidations TO loxo_service;
GRANT SELECT, INSERT, UPDATE ON consolidation_leases TO loxo_service;
REVOKE ALL ON FUNCTION loxo_create_event_month, loxo_projects_to_consolidate FROM PUBLIC;
GRANT EXECUTE ON FUNCTION loxo_create_event_month, loxo_projects_to_consolidate TO loxo_service;
