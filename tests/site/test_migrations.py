"""Migrations agree with the models and build on real tables only."""

import ast
import inspect
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Model
from django.utils.module_loading import import_string

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = sorted(
    path
    for config in apps.get_app_configs()
    if (folder := Path(config.path)).parent == ROOT
    for path in folder.glob("migrations/[0-9]*.py")
)


def names(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.stem}"


def bases_of_models(path: Path) -> list[str]:
    """Return the classes that a migration's new models inherit from, as written."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("CreateModel"):
            for keyword in node.keywords:
                if keyword.arg == "bases":
                    found += [ast.unparse(base) for base in getattr(keyword.value, "elts", ())]
    return found


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    output = StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=output, stderr=output)

    assert "No changes detected" in output.getvalue()


@pytest.mark.parametrize("path", MIGRATIONS, ids=names)
def test_no_model_inherits_an_abstract_one_by_name(path):
    # On a new database such a base would make its columns twice.
    for base in bases_of_models(path):
        if base.startswith("'") or base == "models.Model":
            continue
        try:
            found = import_string(base)
        except ImportError:
            continue
        abstract = inspect.isclass(found) and issubclass(found, Model) and found._meta.abstract
        assert not abstract, f"{names(path)} names the abstract {base}"


@pytest.mark.parametrize("path", MIGRATIONS, ids=names)
def test_no_migration_holds_block_definitions(path):
    text = path.read_text(encoding="utf-8")

    assert "block_lookup" not in text
    assert "wagtail.blocks" not in text
