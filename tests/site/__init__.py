"""Rules that hold for the whole site."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
