#!/bin/sh
# Makes every secret of an installation, each in a file of its own; leaves what is there already.
#   new-secrets.sh [folder]      (default: secrets beside this script)
# The folder is closed to other users of the machine. The files in it are readable, because each is
# mounted into one container, whose user is not one of this machine's.
set -eu
folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"
chmod 0700 "$folder"
cd "$folder"
random() { openssl rand -hex 32; }
write() { # write NAME: standard input into the file, unless it is there
    if [ -e "$1" ]; then cat >/dev/null; else
        umask 022
        cat >"$1.new"
        mv "$1.new" "$1"
        echo "made $1" >&2
    fi
}
random | write broker_secret
random | write turn_secret
random | write metrics_token
random | write postgres_password
random | write redis_broker_password
random | write redis_deploy_password
echo "postgresql+asyncpg://vorsprache:$(cat postgres_password)@postgres/vorsprache" | write database_url
echo "redis://broker:$(cat redis_broker_password)@redis:6379/0" | write redis_url
echo "redis://deploy:$(cat redis_deploy_password)@redis:6379/0" | write redis_deploy_url
test -e tls.pem || echo "still missing: $folder/tls.pem (certificate, chain and key of the public name)" >&2
test -e smtp_url || { : | write smtp_url; echo "no mail is sent until $folder/smtp_url is filled" >&2; }
