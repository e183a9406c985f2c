-- The router's catalog: what the cluster is made of, where projects live, and the long works in
-- hand. Small; written by the leading router and by calls of the project service.

CREATE TABLE catalog.cluster (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  slot_count int NOT NULL CHECK (slot_count BETWEEN 1 AND 16384),
  next_slot int NOT NULL CHECK (next_slot >= slot_count),
  epoch bigint NOT NULL DEFAULT 1 CHECK (epoch > 0),
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE catalog.cluster IS 'One row: what holds for the whole cluster.';
COMMENT ON COLUMN catalog.cluster.only_row IS 'Always true: there is one row.';
COMMENT ON COLUMN catalog.cluster.slot_count IS 'How many slots project ids are hashed to; fixed when the cluster is made.';
COMMENT ON COLUMN catalog.cluster.next_slot IS 'The number that the next own slot gets; numbers are never used twice.';
COMMENT ON COLUMN catalog.cluster.epoch IS 'Epoch of the map: raised by every change of placement, membership or role.';
COMMENT ON COLUMN catalog.cluster.created_at IS 'When the cluster was made.';

CREATE TABLE catalog.shards (
  shard_id int PRIMARY KEY CHECK (shard_id > 0),
  name text NOT NULL UNIQUE,
  database text NOT NULL,
  ready_at timestamptz
);
COMMENT ON TABLE catalog.shards IS 'The shards: a primary and its replicas each. Registered by name from the configuration.';
COMMENT ON COLUMN catalog.shards.shard_id IS 'From 1.';
COMMENT ON COLUMN catalog.shards.name IS 'The name in the configuration.';
COMMENT ON COLUMN catalog.shards.database IS 'The PostgreSQL database on each of its nodes.';
COMMENT ON COLUMN catalog.shards.ready_at IS 'When its database, roles, schema and partitions were first made; null: not yet, and no map that needs it is given out.';

CREATE TABLE catalog.nodes (
  node_id int PRIMARY KEY CHECK (node_id > 0),
  shard_id int NOT NULL REFERENCES catalog.shards,
  name text NOT NULL UNIQUE,
  host text NOT NULL,
  port int NOT NULL CHECK (port BETWEEN 1 AND 65535)
);
CREATE INDEX nodes_shard ON catalog.nodes (shard_id);
COMMENT ON TABLE catalog.nodes IS 'The PostgreSQL servers. Registered by name; host and port follow the configuration.';
COMMENT ON COLUMN catalog.nodes.node_id IS 'Unique in the cluster, from 1.';
COMMENT ON COLUMN catalog.nodes.shard_id IS 'Its shard.';
COMMENT ON COLUMN catalog.nodes.name IS 'The name in the configuration.';
COMMENT ON COLUMN catalog.nodes.host IS 'Host name or address.';
COMMENT ON COLUMN catalog.nodes.port IS 'TCP port.';
COMMENT ON INDEX catalog.nodes_shard IS 'For the foreign key.';

CREATE TABLE catalog.node_health (
  node_id int PRIMARY KEY REFERENCES catalog.nodes ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('unknown', 'primary', 'replica')),
  up boolean NOT NULL,
  lsn bigint NOT NULL DEFAULT 0,
  lag_millis bigint CHECK (lag_millis >= 0),
  checked_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
COMMENT ON TABLE catalog.node_health IS 'What the leading router saw of each node: role and health at once, figures every few seconds.';
COMMENT ON COLUMN catalog.node_health.node_id IS 'The node.';
COMMENT ON COLUMN catalog.node_health.role IS 'What the server itself says.';
COMMENT ON COLUMN catalog.node_health.up IS 'False after two questions without an answer.';
COMMENT ON COLUMN catalog.node_health.lsn IS 'Position in the write-ahead log, in bytes from 0/0; 0: not known.';
COMMENT ON COLUMN catalog.node_health.lag_millis IS 'How old its data may be, in milliseconds; null: not known.';
COMMENT ON COLUMN catalog.node_health.checked_at IS 'When it was last seen.';

CREATE TABLE catalog.slots (
  slot int PRIMARY KEY CHECK (slot >= 0),
  shard_id int NOT NULL REFERENCES catalog.shards,
  epoch bigint NOT NULL DEFAULT 1 CHECK (epoch > 0),
  changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX slots_shard ON catalog.slots (shard_id);
COMMENT ON TABLE catalog.slots IS 'Which shard holds a slot. The shard''s own slot_owner is the truth; this follows it.';
COMMENT ON COLUMN catalog.slots.slot IS 'Below cluster.slot_count shared by projects, from there on one project''s own.';
COMMENT ON COLUMN catalog.slots.shard_id IS 'The shard.';
COMMENT ON COLUMN catalog.slots.epoch IS 'Raised whenever its place or its projects change.';
COMMENT ON COLUMN catalog.slots.changed_at IS 'When the row last changed.';
COMMENT ON INDEX catalog.slots_shard IS 'For the foreign key and the set-up of a shard.';

CREATE TABLE catalog.projects (
  project_id bigint PRIMARY KEY CHECK (project_id > 0),
  display_name text NOT NULL,
  model text NOT NULL,
  dimensions int NOT NULL CHECK (dimensions BETWEEN 1 AND 4000),
  metric text NOT NULL CHECK (metric IN ('cosine', 'inner_product', 'l2')),
  text_language text NOT NULL,
  state text NOT NULL DEFAULT 'creating' CHECK (state IN ('creating', 'active', 'deleting')),
  revision bigint NOT NULL DEFAULT 1 CHECK (revision > 0),
  unsynced_since timestamptz DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX projects_unsynced ON catalog.projects (unsynced_since) WHERE unsynced_since IS NOT NULL;
COMMENT ON TABLE catalog.projects IS 'The projects (tenants). Written here first, then on the shard.';
COMMENT ON COLUMN catalog.projects.project_id IS 'Chosen by the caller.';
COMMENT ON COLUMN catalog.projects.display_name IS 'A name for people.';
COMMENT ON COLUMN catalog.projects.model IS 'The embedding model of every vector of the project.';
COMMENT ON COLUMN catalog.projects.dimensions IS 'Numbers in each vector.';
COMMENT ON COLUMN catalog.projects.metric IS 'How distances are measured.';
COMMENT ON COLUMN catalog.projects.text_language IS 'Text-search configuration of new rows and of queries.';
COMMENT ON COLUMN catalog.projects.state IS 'creating: the shard does not know it yet; active; deleting: invisible, rows are being removed.';
COMMENT ON COLUMN catalog.projects.revision IS 'Raised by every change of the settings.';
COMMENT ON COLUMN catalog.projects.unsynced_since IS 'Since when the shard lacks the newest settings or state; null: it has them. The leader mends what stays.';
COMMENT ON COLUMN catalog.projects.created_at IS 'When it was made.';
COMMENT ON INDEX catalog.projects_unsynced IS 'For the leader''s mending.';

CREATE TABLE catalog.placements (
  project_id bigint PRIMARY KEY REFERENCES catalog.projects ON DELETE CASCADE,
  slot int NOT NULL UNIQUE REFERENCES catalog.slots
);
COMMENT ON TABLE catalog.placements IS 'The projects that have a slot of their own; all others live where their id hashes to.';
COMMENT ON COLUMN catalog.placements.project_id IS 'The project.';
COMMENT ON COLUMN catalog.placements.slot IS 'Its own slot.';

CREATE TABLE catalog.project_changes (
  change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project_id bigint NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX project_changes_changed ON catalog.project_changes (changed_at);
COMMENT ON TABLE catalog.project_changes IS 'Which projects changed lately, for a router that was cut off from the notifications. Kept for an hour.';
COMMENT ON COLUMN catalog.project_changes.change_id IS 'A running number.';
COMMENT ON COLUMN catalog.project_changes.project_id IS 'The project, also one that is gone.';
COMMENT ON COLUMN catalog.project_changes.changed_at IS 'When.';
COMMENT ON INDEX catalog.project_changes_changed IS 'For catching up and for the purge.';

CREATE TABLE catalog.operations (
  operation_id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('isolate-project', 'delete-project')),
  project_id bigint NOT NULL,
  shard_id int NOT NULL,
  step text NOT NULL,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'succeeded', 'failed')),
  percent double precision NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
  message text NOT NULL DEFAULT '',
  detail jsonb NOT NULL DEFAULT '{}',
  write_pause_millis bigint NOT NULL DEFAULT 0 CHECK (write_pause_millis >= 0),
  attempts int NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  lease_owner uuid,
  lease_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX operations_one_running ON catalog.operations (kind, project_id) WHERE state = 'running';
CREATE INDEX operations_running ON catalog.operations (next_attempt_at) WHERE state = 'running';
COMMENT ON TABLE catalog.operations IS 'Long works of the router: a row is a state machine that any router can go on with.';
COMMENT ON COLUMN catalog.operations.operation_id IS 'UUIDv7, so the newest is the largest.';
COMMENT ON COLUMN catalog.operations.kind IS 'What it does.';
COMMENT ON COLUMN catalog.operations.project_id IS 'The project that it is about.';
COMMENT ON COLUMN catalog.operations.shard_id IS 'The shard that it works on.';
COMMENT ON COLUMN catalog.operations.step IS 'The step that is to be run next or is running; every step can be run again.';
COMMENT ON COLUMN catalog.operations.state IS 'running: waits or works; succeeded; failed: ended without effect.';
COMMENT ON COLUMN catalog.operations.percent IS 'How much is done.';
COMMENT ON COLUMN catalog.operations.message IS 'Why it failed or waits.';
COMMENT ON COLUMN catalog.operations.detail IS 'What a step hands on to the next ones.';
COMMENT ON COLUMN catalog.operations.write_pause_millis IS 'How long writes were held at the switch; 0 before it.';
COMMENT ON COLUMN catalog.operations.attempts IS 'Attempts of this step that failed.';
COMMENT ON COLUMN catalog.operations.next_attempt_at IS 'Not before.';
COMMENT ON COLUMN catalog.operations.lease_owner IS 'The router process that works on it; null: none.';
COMMENT ON COLUMN catalog.operations.lease_until IS 'Until when another router must leave it alone.';
COMMENT ON COLUMN catalog.operations.created_at IS 'When it was asked for.';
COMMENT ON COLUMN catalog.operations.updated_at IS 'When it last moved.';
COMMENT ON INDEX catalog.operations_one_running IS 'A project has one running operation of a kind.';
COMMENT ON INDEX catalog.operations_running IS 'For the dispatcher.';
