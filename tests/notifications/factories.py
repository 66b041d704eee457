"""Letters of invented people."""

from __future__ import annotations

from itertools import count

from notifications import services
from notifications.letters import Action, Letter, Quote

_numbers = count()


def letter(subject="Hearing moved", text="The hearing is on Friday.", **kwargs):
    """Return a letter with a paragraph, a quotation and something to do."""
    return Letter(
        subject, [text, Quote("Is <b>this</b> fair?")], Action("Open it", "/en/news/"), **kwargs
    )


def write_to(user, kind="bulletin", write=letter, **kwargs):
    """Put a letter to somebody into the outbox."""
    kwargs.setdefault("dedupe_key", f"test:{next(_numbers)}")
    return services.send(kind, user, write, **kwargs)
