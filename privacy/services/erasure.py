"""Erasing a person: her account and whatever could tell of her."""

from __future__ import annotations

import json
import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import BaseLogEntry, Comment, PageLogEntry, ReferenceIndex
from wagtail.users.models import UserProfile

from privacy import registry
from privacy.files import shred
from privacy.models import DataExport, SealedFile
from privacy.services.exports import discard_exports
from privacy.signals import person_forgotten

if TYPE_CHECKING:
    from django.db.models import Model

    from accounts.models import User

logger = logging.getLogger(__name__)


class ErasureRefusedError(Exception):
    """The account cannot be erased now; the message, a translation, tells its owner why.

    The `forget` of an app may raise it too; nothing is erased then.
    """


@transaction.atomic
def forget(user: User, *, actor: User | None) -> None:
    """Erase a person everywhere, or, where anything fails, nowhere.

    Every app forgets first, those of the upper layers before those below; then files are
    destroyed, Wagtail's logs and the sessions cleaned, and the account is deleted. The log of the
    process keeps the opaque reference, by which erasures are repeated after a backup was restored.
    Raises ErasureRefusedError.
    """
    locked = _lock(user)
    for data in registry.personal_data():
        data.forget(locked)
    discard_exports(list(DataExport.objects.filter(user=locked).select_related("file")))
    for file in SealedFile.objects.filter(owner=locked):
        shred(file)
    _scrub_wagtail(locked)
    _end_sessions(locked)
    token, user_id, by = locked.token, locked.pk, actor.token if actor else "the operator"
    locked.delete()
    person_forgotten.send(sender=type(locked), user_id=user_id, token=token, actor=actor)
    transaction.on_commit(lambda: logger.info("Account %s was erased by %s.", token, by))


def _lock(user: User) -> User:
    """Return the account as it is now, held until the end of the transaction.

    Held together with all superusers, in one order, so that the last two can neither erase
    themselves at once nor wait for one another. Raises ErasureRefusedError for the last one.
    """
    accounts = get_user_model()._base_manager
    superusers = Q(is_superuser=True, is_active=True)
    rows = accounts.filter(Q(pk=user.pk) | superusers).order_by("pk").select_for_update()
    held = {row.pk: row for row in rows}
    if user.pk not in held:
        raise accounts.model.DoesNotExist
    locked = held.pop(user.pk)
    if locked.is_superuser and not held:
        raise ErasureRefusedError(
            _("You are the only administrator of this site. Name another one first.")
        )
    return locked


def _scrub_wagtail(user: User) -> None:
    """Remove what Wagtail notes about the account, and her words from what it notes about pages.

    Its logs refer to users without a constraint, so the database empties nothing there by itself.
    """
    content_types = ContentType.objects.get_for_models(type(user), UserProfile)
    profile = UserProfile.objects.filter(user=user).first()
    rows: dict[type[Model], Any] = {type(user): user.pk, UserProfile: profile and profile.pk}
    for model in (m for m in apps.get_models() if issubclass(m, BaseLogEntry)):
        entries = model._base_manager
        if any(field.name == "object_id" for field in model._meta.fields):
            for about, pk in rows.items():
                entries.filter(content_type=content_types[about], object_id=str(pk)).delete()
        entries.filter(user_id=user.pk).exclude(action__startswith="wagtail.comments").update(
            user=None
        )
    comments = list(Comment.objects.filter(user=user).values_list("pk", flat=True))
    PageLogEntry.objects.filter(
        Q(user_id=user.pk) | Q(data__comment__id__in=comments),
        action__startswith="wagtail.comments",
    ).update(data={}, user=None)
    about_her = Q(base_content_type=content_types[type(user)], object_id=str(user.pk))
    to_her = Q(to_content_type=content_types[type(user)], to_object_id=str(user.pk))
    ReferenceIndex.objects.filter(about_her | to_her).delete()
    if profile and profile.avatar:
        storage, name = profile.avatar.storage, profile.avatar.name
        transaction.on_commit(lambda: storage.delete(name))


def _end_sessions(user: User) -> None:
    """End her sessions, and unfinished sign-ins that hold her address."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    address = user.email.casefold()
    for session in Session.objects.iterator():
        data = session.get_decoded()
        is_hers = data.get(SESSION_KEY) == str(user.pk)
        # Letters beyond ASCII as they are: a domain may have them.
        if is_hers or address in json.dumps(data, default=str, ensure_ascii=False).casefold():
            store(session.session_key).delete()
