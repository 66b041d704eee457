"""docs/configuration.md lists what the settings read, no more and no less."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = [ROOT / "cms" / "settings" / name for name in ("base.py", "dev.py", "production.py")]
#: Read by libraries themselves, never by our settings.
READ_BY_LIBRARIES = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "PORT", "WEB_WORKERS"}


def variables_read(path: Path) -> set[str]:
    """Return the names that a settings file asks the environment for."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = ast.unparse(node.func)
            if called == "env" or called.startswith("env."):
                found.add(node.args[0].value)
        is_required = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "REQUIRED"
        if is_required:
            found |= set(ast.literal_eval(node.value))
    return found


def documented() -> set[str]:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([A-Z0-9_]+)` \|", text, flags=re.MULTILINE))


def test_every_variable_is_documented_and_no_other():
    read = set.union(*(variables_read(path) for path in SETTINGS))

    assert documented() - READ_BY_LIBRARIES == read


def test_variables_of_libraries_are_documented():
    assert documented() >= READ_BY_LIBRARIES


def test_example_file_names_documented_variables_only():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", text, flags=re.MULTILINE)) <= documented()


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL", "AWS_PRIVATE_BUCKET_NAME"])
def test_production_refuses_to_start_without(missing, production):
    code, output = production(**{missing: None})

    assert code != 0
    assert missing in output


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"DATABASE_URL": "sqlite:///db.sqlite3"}, "PostgreSQL"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    ],
)
def test_production_refuses_an_unsafe_value(changed, reason, production):
    code, output = production(**changed)

    assert code != 0
    assert reason in output


def test_production_starts_when_complete(production):
    code, output = production()

    assert (code, output) == (0, "")


@pytest.fixture
def production(tmp_path):
    """Return a function that loads the production settings with changed variables."""
    complete = {
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "ilaw.example",
        "SITE_URL": "https://ilaw.example",
        "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:9/none",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "AWS_STORAGE_BUCKET_NAME": "public",
        "AWS_PRIVATE_BUCKET_NAME": "private",
        "EMAIL_URL": "smtp://127.0.0.1:25",
        "DEFAULT_FROM_EMAIL": "no-reply@ilaw.example",
        "SEALING_KEYS": "bm8gcmVhbCBrZXksIG9ubHkgZm9yIHRoZSBjaGVja3M=",
        "ILAW_VAR_DIR": str(tmp_path),
    }

    def load(**changed: str | None) -> tuple[int, str]:
        variables = {"PATH": os.environ["PATH"]} | complete | changed
        result = subprocess.run(
            [sys.executable, "-c", "import cms.settings.production"],
            cwd=ROOT,
            env={name: value for name, value in variables.items() if value is not None},
            capture_output=True,
            text=True,
            check=False,
        )
        return result.returncode, result.stdout + result.stderr

    return load
