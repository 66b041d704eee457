"""Background work of the outbox. The rows hold the state; a task only starts somebody working."""

from __future__ import annotations

from django_tasks import task
from django_tasks_db.models import DBTaskResult


@task()
def deliver_mail() -> int:
    """Send what is due, and return how many mails left."""
    from notifications.delivery import deliver_due

    return deliver_due().sent


def is_deliver_mail_waiting() -> bool:
    """Return whether the queue already holds a task that no worker has taken yet.

    It will see whatever is committed now, so a second one would find nothing to do.
    """
    return DBTaskResult.objects.ready().filter(task_path=deliver_mail.module_path).exists()
