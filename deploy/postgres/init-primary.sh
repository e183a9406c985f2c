#!/usr/bin/env bash
# Run once by the image's entrypoint, after it made the data directory of a primary: the role that
# replicas stream as, its line in pg_hba.conf, and the statistics view. Databases, the other roles
# and the tables are the router's work.
set -euo pipefail

secret="${LOXO_REPLICATION_PASSWORD_FILE:-/run/secrets/loxo-replication-password}"
password="$(< "$secret")"

psql --no-psqlrc -v ON_ERROR_STOP=1 -v password="$password" \
  --username "$POSTGRES_USER" --dbname "${POSTGRES_DB:-postgres}" <<'SQL'
CREATE ROLE loxo_replication REPLICATION LOGIN PASSWORD :'password';
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
SQL

echo 'host replication loxo_replication all scram-sha-256' >> "$PGDATA/pg_hba.conf"
