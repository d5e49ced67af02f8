#!/bin/sh
# Starts a Sentinel. Its configuration is also its memory (its id, the epoch, who is master), so it is made once and then kept;
# remove the volume of the three after a change of infra/redis/sentinel.conf.
set -eu
umask 077
own=/data/sentinel.conf

if [ ! -e "$own" ]; then
  {
    cat /etc/nearhop/redis/sentinel.conf /run/secrets/sentinel.conf
    echo "sentinel announce-ip $(hostname)"
  } >"$own.new"
  mv "$own.new" "$own"
fi
exec redis-server "$own" --sentinel
