"""What is done with the outbox: write to somebody, call back, try again, choose.

Call inside your own transaction: the mail is written with the change it tells of, or not at all.
"""

from __future__ import annotations

import zoneinfo
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.languages import language_codes
from notifications.delivery import DeliveryCounts, deliver_due
from notifications.enums import MailState, SuppressionReason
from notifications.kinds import SECURITY, find_kind, is_essential
from notifications.letters import Action, Letter, one_line, to_json
from notifications.models import MailPreference, OutgoingMail, Suppression
from notifications.permissions import wants_mail
from notifications.signing import sign_proof
from notifications.suppression import address_fingerprint, clear_suppression
from notifications.tasks import deliver_mail, is_deliver_mail_waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime, tzinfo

    from accounts.models import User

__all__ = [
    "DeliveryCounts",
    "cancel",
    "cancel_one",
    "choose",
    "deliver_due",
    "forget_words_about",
    "prove_address",
    "retry",
    "send",
    "send_to_address",
    "stop_kind",
    "take_proof",
]


@contextmanager
def in_the_words_of(language: str, time_zone: str = "UTC") -> Iterator[None]:
    """Do something in a person's language and time zone; an unknown zone is taken for UTC."""
    zone: tzinfo
    try:
        zone = zoneinfo.ZoneInfo(time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        zone = zoneinfo.ZoneInfo("UTC")
    with translation.override(language), timezone.override(zone):
        yield


def send(
    kind: str,
    user: User,
    write: Callable[[], Letter],
    *,
    dedupe_key: str,
    not_before: datetime | None = None,
    about: User | None = None,
    address: str = "",
    headers: Mapping[str, str] | None = None,
    is_proof: bool = False,
) -> OutgoingMail | None:
    """Write a letter to a person: into the outbox and among her messages on the site.

    `write` is called in her language and time zone. Returns None, and writes nothing, where there
    is a letter with this key already; keys name the occasion and nothing personal. A kind she does
    not want, or that nobody registered, goes to the site only. `about` is whom the letter tells of,
    where that is somebody else: it is erased with her. `address` replaces the one of her account,
    for mail about a change of address.
    """
    if _is_written(dedupe_key):
        return None
    with in_the_words_of(user.language, user.time_zone):
        letter = write()
        return _put(
            letter,
            kind=kind,
            recipient=user,
            about=about,
            address=address or user.email,
            language=user.language,
            dedupe_key=dedupe_key,
            not_before=not_before,
            headers=headers,
            is_proof=is_proof,
            state=MailState.PENDING if wants_mail(user, kind) else MailState.SITE,
        )


def send_to_address(
    kind: str,
    address: str,
    language: str,
    write: Callable[[], Letter],
    *,
    dedupe_key: str,
    not_before: datetime | None = None,
    about: User | None = None,
) -> OutgoingMail | None:
    """Write to somebody who has no account, in a language of the site.

    Returns None, and writes nothing, where there is a letter with this key already. Raises
    ValueError for a kind that nobody registered: there is no site to keep the letter on.
    """
    if find_kind(kind) is None:
        raise ValueError(f"No app registered the kind of mail {kind!r}.")
    if _is_written(dedupe_key):
        return None
    language = language if language in language_codes() else "en"
    with in_the_words_of(language):
        return _put(
            write(),
            kind=kind,
            recipient=None,
            about=about,
            address=address,
            language=language,
            dedupe_key=dedupe_key,
            not_before=not_before,
            headers=None,
            is_proof=False,
            state=MailState.PENDING,
        )


def _is_written(dedupe_key: str) -> bool:
    return OutgoingMail.objects.filter(dedupe_key=dedupe_key).exists()


def _put(
    letter: Letter,
    *,
    kind: str,
    recipient: User | None,
    about: User | None,
    address: str,
    language: str,
    dedupe_key: str,
    not_before: datetime | None,
    headers: Mapping[str, str] | None,
    is_proof: bool,
    state: MailState,
) -> OutgoingMail | None:
    now = timezone.now()
    mail = OutgoingMail(
        dedupe_key=dedupe_key,
        kind=kind,
        recipient=recipient,
        about=about,
        to_address=address,
        address_fingerprint=address_fingerprint(address),
        language=language,
        subject=one_line(str(letter.subject)),
        letter=to_json(letter),
        headers=dict(headers or {}),
        is_proof=is_proof,
        state=state,
        not_before=not_before or now,
        created_at=now,
    )
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:
        if not _is_written(dedupe_key):
            raise
        return None
    if state == MailState.PENDING and mail.not_before <= now:
        transaction.on_commit(_start_delivery, robust=True)
    return mail


def _start_delivery() -> None:
    if not is_deliver_mail_waiting():
        deliver_mail.enqueue()


# --- Calling back, trying again -------------------------------------------------------------


def cancel(dedupe_prefix: str) -> int:
    """Call back every unsent mail whose key begins so, and return how many there were.

    Their keys stay taken. Raises ValueError for an empty beginning.
    """
    if not dedupe_prefix:
        raise ValueError("Which mails?")
    return (
        OutgoingMail.objects.unsent(timezone.now())
        .filter(dedupe_key__startswith=dedupe_prefix)
        .update(state=MailState.CANCELLED)
    )


@transaction.atomic
def forget_words_about(user: User) -> int:
    """Empty the letters that tell of a person, and call back those that have not left.

    For when what she was called in them must be read no more. That there was a letter stays;
    returns how many were emptied.
    """
    letters = OutgoingMail.objects.filter(about=user).exclude(letter="")
    letters.filter(state__in=[MailState.PENDING, MailState.LEASED]).update(
        state=MailState.CANCELLED
    )
    count = 0
    for code in language_codes():
        with translation.override(code):
            count += letters.filter(language=code).update(subject=_("A message for you"), letter="")
    return count


def cancel_one(mail: OutgoingMail) -> bool:
    """Call back one mail; False where it is no longer waiting."""
    waiting = OutgoingMail.objects.filter(pk=mail.pk, state=MailState.PENDING)
    return bool(waiting.update(state=MailState.CANCELLED))


def retry(mail: OutgoingMail) -> bool:
    """Send a failed mail again, from its first attempt on; False where it has not failed."""
    failed = OutgoingMail.objects.filter(pk=mail.pk, state=MailState.FAILED).exclude(to_address="")
    with transaction.atomic():
        is_ours = failed.update(
            state=MailState.PENDING, attempts=0, failure="", not_before=timezone.now()
        )
        if is_ours:
            transaction.on_commit(_start_delivery, robust=True)
    return bool(is_ours)


# --- Choosing -------------------------------------------------------------------------------


@transaction.atomic
def choose(user: User, wanted: Mapping[str, bool]) -> None:
    """Keep which kinds a person wants by mail.

    What waits of a kind she turned off is not mailed; she finds it on the site. Essential kinds and
    kinds nobody registered are passed over.
    """
    for name, is_wanted in wanted.items():
        if find_kind(name) is None or is_essential(name):
            continue
        MailPreference.objects.update_or_create(
            user=user, kind=name, defaults={"is_wanted": is_wanted}
        )
        if not is_wanted:
            OutgoingMail.objects.filter(
                recipient=user, kind=name, state__in=[MailState.PENDING, MailState.LEASED]
            ).update(state=MailState.SITE)


@transaction.atomic
def stop_kind(mail: OutgoingMail) -> None:
    """Send whoever got a mail no more of its kind: what the link at the mail's head does."""
    if is_essential(mail.kind):
        return
    if mail.recipient is not None:
        choose(mail.recipient, {mail.kind: False})
        return
    Suppression.objects.get_or_create(
        fingerprint=mail.address_fingerprint,
        scope=mail.kind,
        defaults={"reason": SuppressionReason.ASKED},
    )
    OutgoingMail.objects.unsent(timezone.now()).filter(
        recipient=None, kind=mail.kind, address_fingerprint=mail.address_fingerprint
    ).update(state=MailState.CANCELLED)


# --- Proving an address again ---------------------------------------------------------------


def prove_address(user: User) -> OutgoingMail | None:
    """Mail a person a link that shows that mail reaches her again; at most once an hour.

    It goes out although mail to the address came back. Returns None within that hour.
    """

    def write() -> Letter:
        path = reverse("notifications:mail_proof", args=[sign_proof(user)])
        action = Action(_("Yes, mail reaches me"), path, is_secret=True)
        return Letter(
            subject=_("Does mail reach you again?"),
            paragraphs=[
                _("Mail to this address came back, so we stopped sending it."),
                _("Open the page below, and we write to you again. It works for two days."),
            ],
            action=action,
            discreet=Letter(
                _("A message for you"),
                [_("Open this page to go on.")],
                Action(_("Go on"), path, is_secret=True),
            ),
        )

    hour = timezone.now().strftime("%Y%m%d%H")
    return send(SECURITY, user, write, dedupe_key=f"proof:{user.token}:{hour}", is_proof=True)


def take_proof(user: User) -> None:
    """Believe that mail reaches a person again: nothing is held back, nothing counted."""
    clear_suppression(user.email)
