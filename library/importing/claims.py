"""Work that one worker holds, and how its end is told to whoever asked for it."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from library.importing.errors import ImportRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)


class NotNowError(Exception):
    """The upload or the import is not in a state for this: somebody was first."""


@contextmanager
def telling(held: QuerySet[Any], status: str, unforeseen: StrOrPromise) -> Iterator[None]:
    """Keep what goes wrong in the row that a worker holds, as its state and its problem.

    Nothing is raised: a task's error is kept in words, and they may quote the file. `unforeseen` is
    what is told of an error that nobody expected; who lost the claim has nothing to tell.
    """
    try:
        yield
    except ImportRefusedError as error:
        held.update(status=status, problem=str(error))
    except NotNowError:
        return
    except Exception:  # whatever it was: it is logged, and the person is told
        which = list(held.values_list("pk", flat=True))
        logger.exception("Work on %s %s failed.", held.model.__name__, which)
        held.update(status=status, problem=str(unforeseen))
