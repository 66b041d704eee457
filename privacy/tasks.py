"""Background work of privacy."""

from __future__ import annotations

from django_tasks import task


@task()
def make_export(export_id: int) -> None:
    """Pack the copy of somebody's data that she asked for."""
    from privacy.services.exports import build_export

    build_export(export_id)
