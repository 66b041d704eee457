"""No folder of ours may hide a module of somebody else's."""

import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(
    path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")
)
PACKAGES = [name for name in FOLDERS if (ROOT / name / "__init__.py").exists()]


def test_the_packages_are_found():
    assert {"cms", "core", "home", "library", "news", "taxonomy"} <= set(PACKAGES)


@pytest.mark.parametrize("name", PACKAGES)
def test_package_hides_no_module_of_the_standard_library(name):
    assert name not in sys.stdlib_module_names


@pytest.mark.parametrize("name", PACKAGES)
def test_package_hides_no_installed_package(name):
    assert name not in packages_distributions()


@pytest.mark.parametrize("name", ["locale", "media", "var", "docs", "bench", "scripts"])
def test_data_folder_is_no_package(name):
    # locale/__init__.py would hide the standard library's module and stop Django at import.
    assert not (ROOT / name / "__init__.py").exists()


@pytest.mark.parametrize("name", ["utils", "helpers", "managers", "misc"])
def test_no_module_has_a_name_that_says_nothing(name):
    found = [path for package in PACKAGES for path in (ROOT / package).rglob(f"{name}.py")]

    assert found == []
