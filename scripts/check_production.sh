#!/usr/bin/env bash
# Django's deployment checks on the production settings: not one remark is accepted.
# The values name no real server; the checks connect to none.
set -euo pipefail
cd "$(dirname "$0")/.."

export SECRET_KEY="only-for-the-checks-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
export ALLOWED_HOSTS="ilaw.example" SITE_URL="https://ilaw.example"
export DATABASE_URL="postgres://nobody:nothing@127.0.0.1:9/none" REDIS_URL="redis://127.0.0.1:9/0"
export AWS_STORAGE_BUCKET_NAME="public" AWS_PRIVATE_BUCKET_NAME="private"
export AWS_S3_ENDPOINT_URL="http://127.0.0.1:9" AWS_S3_REGION_NAME="none"
export AWS_ACCESS_KEY_ID="none" AWS_SECRET_ACCESS_KEY="none"
export SEALING_KEYS="bm8gcmVhbCBrZXksIG9ubHkgZm9yIHRoZSBjaGVja3M="
export EMAIL_URL="smtp://127.0.0.1:9" DEFAULT_FROM_EMAIL="ILAW Network <no-reply@ilaw.example>"

.venv/bin/python manage.py check --deploy --fail-level WARNING --settings cms.settings.production
