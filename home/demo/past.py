"""Setting the demo's doings back in time.

Services write down when something happened, and that is now. The demo wants people who joined
years ago, so what a block has written is moved back by some days once it is done. Mails of that
time are filed as sent: nobody waits for a mail of last year.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Case, DateTimeField, F, Q, When
from django.utils import timezone

from notifications.enums import MailState
from notifications.models import OutgoingMail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model


@contextmanager
def happening(days_ago: float, *models: type[Model]) -> Iterator[None]:
    """Move what a block writes into rows of these models, and its mails, back by some days.

    Only moments are moved, and only those of the block itself, so that a deadline which lies
    ahead stays where a service has put it.
    """
    began = timezone.now()
    yield
    ended, back = timezone.now(), timedelta(days=days_ago)
    OutgoingMail.objects.filter(
        state=MailState.PENDING, created_at__range=(began, ended), not_before__lte=ended
    ).update(
        state=MailState.SENT,
        created_at=F("created_at") - back,
        not_before=F("not_before") - back,
        sent_at=F("created_at") - back,
    )
    for model in models:
        moments = [f.name for f in model._meta.concrete_fields if isinstance(f, DateTimeField)]
        fresh = {name: Q(**{f"{name}__range": (began, ended)}) for name in moments}
        model._base_manager.filter(reduce(or_, fresh.values())).update(
            **{
                name: Case(When(is_fresh, then=F(name) - back), default=F(name))
                for name, is_fresh in fresh.items()
            }
        )
