#!/bin/sh
# Puts the hashes of both passwords into the access list and becomes redis-server.
#   start.sh [further arguments of redis-server]
# Reads REDIS_BROKER_PASSWORD_FILE and REDIS_DEPLOY_PASSWORD_FILE; writes USERS (default
# /run/redis/users.acl), which holds no password either; keeps its files in FOLDER (/data).
set -eu
here=$(dirname "$0")
users=${USERS:-/run/redis/users.acl}
hash() {
    test -s "$1" || { echo "no password in $1" >&2; exit 1; }
    printf %s "$(cat "$1")" | sha256sum | cut -d ' ' -f 1
}
broker=$(hash "$REDIS_BROKER_PASSWORD_FILE")
deploy=$(hash "$REDIS_DEPLOY_PASSWORD_FILE")
umask 077
sed -e "s/@BROKER@/#$broker/" -e "s/@DEPLOY@/#$deploy/" "$here/users.acl.in" >"$users"
exec redis-server "$here/redis.conf" --dir "${FOLDER:-/data}" --aclfile "$users" "$@"
