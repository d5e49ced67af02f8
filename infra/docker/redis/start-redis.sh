#!/bin/sh
# Starts Redis on a configuration that Sentinel may rewrite: start-redis.sh ["<host> <port>" to replicate at the very first start].
# Of what was rewritten only whom it replicates is kept; everything else comes from the repository at each start. Were the role
# not kept, a server that was made master would come back as the replica of one that missed its last commits.
set -eu
umask 077
own=/data/redis.conf
first_master=${1:-}

if [ -e "$own" ]; then
  role=$(grep '^replicaof ' "$own" || true)
else
  role=${first_master:+replicaof $first_master}
fi
{
  cat /etc/nearhop/redis/redis.conf /run/secrets/replication.conf
  echo "replica-announce-ip $(hostname)"
  echo "$role"
} >"$own.new"
mv "$own.new" "$own"
exec redis-server "$own"
