"""Background work of imports: a task is told which row it works for, and by which claim."""

from __future__ import annotations

from django_tasks import task


@task()
def check_upload(upload_id: int, claim: str) -> None:
    """Judge the rows of a file."""
    from library.importing.uploads import run_check

    run_check(upload_id, claim)


@task()
def write_batch(batch_id: int, claim: str) -> None:
    """Write what a checked file says."""
    from library.importing.batches import run_batch

    run_batch(batch_id, claim)


@task()
def undo_batch(batch_id: int, claim: str, user_id: int) -> None:
    """Take an import back, in the name of whoever asked for it."""
    from library.importing.batches import run_undo

    run_undo(batch_id, claim, user_id)
