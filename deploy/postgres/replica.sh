#!/usr/bin/env bash
# Starts a streaming replica. On the first start, with an empty data directory, it copies the primary
# and makes a replication slot there; later starts go on from where they were.
#   usage: replica.sh SETTING...       what follows goes to the server, as `-c name=value`
# Set: PRIMARY_HOST, REPLICA_NAME (lower case letters, digits, _; also the slot's name), PGDATA.
set -euo pipefail

: "${PRIMARY_HOST:?}" "${REPLICA_NAME:?}" "${PGDATA:?}"
port="${PRIMARY_PORT:-5432}"
secret="${LOXO_REPLICATION_PASSWORD_FILE:-/run/secrets/loxo-replication-password}"
home="$(dirname "$PGDATA")"
unfinished="$PGDATA.unfinished"
passfile="$home/replication.pgpass"
source="host=$PRIMARY_HOST port=$port user=loxo_replication dbname=postgres"
source+=" application_name=$REPLICA_NAME passfile=$passfile"

if ! [[ "$REPLICA_NAME" =~ ^[a-z0-9_]{1,63}$ ]]; then
  echo "replica.sh: REPLICA_NAME is \"$REPLICA_NAME\"; lower case letters, digits and _ are expected" >&2
  exit 1
fi

# The password stays out of the server's settings: they name this file.
mkdir -p "$home"
password="$(< "$secret")"
password="${password//\\/\\\\}"
(umask 077 && printf '*:*:*:loxo_replication:%s\n' "${password//:/\\:}" > "$passfile")

# Drops the slot that an earlier, broken copy left behind.
drop_slot() {
  psql --no-psqlrc --no-password --quiet --tuples-only --dbname "$source" -v name="$REPLICA_NAME" <<'SQL'
SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
WHERE slot_name = :'name' AND NOT active;
SQL
}

if [[ ! -s "$PGDATA/PG_VERSION" ]]; then
  echo "replica.sh: copying $PRIMARY_HOST:$port"
  until pg_isready --quiet --host "$PRIMARY_HOST" --port "$port"; do
    sleep 1
  done
  rm -rf "$unfinished"
  drop_slot
  pg_basebackup --pgdata "$unfinished" --wal-method stream --checkpoint fast --no-password \
    --create-slot --slot "$REPLICA_NAME" --write-recovery-conf --dbname "$source"
  # An empty directory may be there, made by the image.
  if [[ -d "$PGDATA" ]]; then
    rmdir "$PGDATA"
  fi
  mv "$unfinished" "$PGDATA"
fi

exec docker-entrypoint.sh postgres "$@"
