#!/usr/bin/env bash
# Serve the demo from production settings on this one machine: PostgreSQL, an S3 server, Redis,
# granian and a worker, all on loopback and all gone when it ends.
#
#   scripts/production_demo.sh            serve until Ctrl-C, at http://127.0.0.1:8000 (or PORT)
#   scripts/production_demo.sh --check    fetch a few pages and end
#
# docs/operations/deploy.md tells what a real deployment has in the place of each part.
set -euo pipefail
cd "$(dirname "$0")/.."

# First round: start the servers and come back here with their addresses in the environment.
if [[ -z ${ILAW_SERVICES_RUNNING:-} ]]; then
  export ILAW_SERVICES_RUNNING=1
  exec .venv/bin/python scripts/services.py -- "$PWD/scripts/production_demo.sh" "$@"
fi

for variable in DATABASE_URL REDIS_URL AWS_S3_ENDPOINT_URL; do
  [[ -n ${!variable:-} ]] || { echo "$variable is not set: a server is missing." >&2; exit 1; }
done

folder=$(mktemp -d -t ilaw-production-XXXXXX)
worker='' clock='' web=''
finish() {
  for process in $web $clock $worker; do kill "$process" 2>/dev/null && wait "$process" || true; done
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM

export DJANGO_SETTINGS_MODULE=cms.settings.production
PORT=${PORT:-8000}
# granian shares a port with whoever has it; half the answers would be another server's.
if (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then
  echo "Port $PORT is in use. Choose another: PORT=$((PORT + 1)) $0" >&2
  exit 1
fi
export SITE_URL="http://127.0.0.1:$PORT" ALLOWED_HOSTS="127.0.0.1,localhost" ILAW_HTTPS=off
SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')
SEALING_KEYS=$(.venv/bin/python -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())')
export SEALING_KEYS SECRET_KEY DEFAULT_FROM_EMAIL="ILAW Network <no-reply@localhost>"
export EMAIL_URL="filemail:///$folder/mail" MEDIA_HOSTS="$AWS_S3_ENDPOINT_URL"
export ILAW_VAR_DIR="$folder"
manage() { .venv/bin/python manage.py "$@"; }

echo "Preparing: catalogues, tables, static files, demo content"
.venv/bin/python scripts/compile_messages.py
manage migrate --no-input --verbosity 0
manage collectstatic --no-input --verbosity 0
LOG_LEVEL=WARNING manage build_demo

manage db_worker >"$folder/worker.log" 2>&1 &
worker=$!
manage tick --every 60 >"$folder/clock.log" 2>&1 &
clock=$!
.venv/bin/granian --interface wsgi cms.wsgi:application --host 127.0.0.1 --port "$PORT" \
  --workers 2 --blocking-threads 4 >"$folder/web.log" 2>&1 &
web=$!

if ! .venv/bin/python scripts/smoke_test.py "$SITE_URL"; then
  echo "The end of the web server's log:" >&2
  tail -n 40 "$folder/web.log" >&2
  exit 1
fi
if [[ ${1:-} != --check ]]; then
  echo "Serving $SITE_URL/ until Ctrl-C"
  wait "$web"
fi
