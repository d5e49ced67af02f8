#!/bin/sh
# Makes what docker-compose.yml keeps out of the repository: a password for each user of infra/redis/users.acl, and the files that
# hold them. make-secrets.sh [folder]. Files that are there stay: to renew the passwords, remove them all.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/secrets}
users=$here/../redis/users.acl
sentinels=sentinel-1:26379,sentinel-2:26379,sentinel-3:26379

if [ -e "$folder/users.acl" ]; then
  echo "Cannot make secrets: $folder has them: remove its files first to renew every password" >&2
  exit 1
fi

# Compose mounts the files as they are, for other users than this one: all may read them, but only the owner may enter the folder.
umask 077
mkdir -p "$folder"
chmod 0700 "$folder"

random_password() {
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

sha256() {
  printf %s "$1" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -d ' ' -f 1
}

write() {
  cat >"$folder/$1"
  chmod 0444 "$folder/$1"
}

router=$(random_password)
control=$(random_password)
replica=$(random_password)
sentinel=$(random_password)

with_passwords=$(sed -e "s/^user router on /&#$(sha256 "$router") /" \
  -e "s/^user control on /&#$(sha256 "$control") /" \
  -e "s/^user replica on /&#$(sha256 "$replica") /" \
  -e "s/^user sentinel on /&#$(sha256 "$sentinel") /" "$users")
for user in router control replica sentinel; do
  if ! echo "$with_passwords" | grep -q "^user $user on #"; then
    echo "Cannot make secrets: $users must have a line \"user $user on ...\"" >&2
    exit 1
  fi
done
echo "$with_passwords" | write users.acl

write replication.conf <<END
aclfile /run/secrets/users.acl
masteruser replica
masterauth $replica
END

write sentinel.conf <<END
sentinel auth-user nearhop sentinel
sentinel auth-pass nearhop $sentinel
END

echo "redis+sentinel://router:$router@$sentinels/nearhop" | write router-store
echo "redis+sentinel://control:$control@$sentinels/nearhop" | write control-store
echo "Wrote $(ls "$folder" | tr '\n' ' ')to $folder"
