"""Makes a mail of a letter: text and HTML in a frame, headers, the way back for bounces.

Everything stands in the language of the letter; Arabic runs from right to left. Nothing is loaded
from anywhere, and nothing tells us whether a mail was opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core.languages import language
from notifications.bounces import return_path
from notifications.kinds import find_kind, is_essential
from notifications.letters import Action, Letter, Link, Quote, from_json, one_line
from notifications.signing import sign_preferences, sign_stop

if TYPE_CHECKING:
    from notifications.letters import Block
    from notifications.models import OutgoingMail


@dataclass(frozen=True, slots=True)
class Composed:
    """What a mail says, in the form in which it leaves."""

    subject: str
    text: str
    html: str
    is_discreet: bool


def absolute(path: str) -> str:
    """Return the address of a path of this site; mails are read elsewhere."""
    return settings.SITE_URL.rstrip("/") + path


def _only_that_a_message_waits(mail: OutgoingMail) -> Letter:
    return Letter(
        subject=_("A message for you"),
        paragraphs=[_("A message is waiting for you. You can read it after signing in.")],
        action=Action(_("Read the message"), reverse("notifications:message", args=[mail.token])),
    )


def _blocks(letter: Letter) -> list[dict[str, object]]:
    return [_block(block) for block in letter.paragraphs]


def _block(block: Block) -> dict[str, object]:
    if isinstance(block, Quote):
        return {"is_quote": True, "text": block.text, "lines": str(block.text).splitlines() or [""]}
    if isinstance(block, Link):
        # On one line: a title must not look like more than one paragraph of ours.
        return {"text": " ".join(str(block.text).split()), "url": absolute(block.path)}
    return {"text": block}


def compose(mail: OutgoingMail) -> Composed:
    """Return what a mail says to its reader now.

    Where she wants discreet mail, and nothing in the letter is needed to sign in, it says only that
    a message waits. Raises ValueError for a letter that is no longer kept.
    """
    if not mail.letter:
        raise ValueError(f"{mail} has no letter any more.")
    letter = from_json(mail.letter)
    is_discreet = mail.recipient is not None and mail.recipient.discreet_mail
    with translation.override(mail.language):
        if is_discreet:
            letter = letter.discreet or _only_that_a_message_waits(mail)
        kind = find_kind(mail.kind)
        context = {
            "frame": language(mail.language),
            "site_name": "" if is_discreet else settings.WAGTAIL_SITE_NAME,
            "letter": letter,
            "blocks": _blocks(letter),
            "action_url": absolute(letter.action.path) if letter.action else "",
            "kind_title": "" if is_discreet or kind is None else kind.title,
            "is_essential": is_essential(mail.kind),
            "has_account": mail.recipient is not None,
            "preferences_url": _preferences_url(mail),
            "stop_url": stop_url(mail),
        }
        return Composed(
            subject=one_line(str(letter.subject)),
            text=render_to_string("email/letter.txt", context).strip() + "\n",
            html=render_to_string("email/letter.html", context),
            is_discreet=is_discreet,
        )


def _preferences_url(mail: OutgoingMail) -> str:
    if mail.recipient is None:
        return ""
    return absolute(reverse("notifications:mail_signed", args=[sign_preferences(mail.recipient)]))


def stop_url(mail: OutgoingMail) -> str:
    """Return the address that stops a mail's kind; empty for mail nobody can do without."""
    if is_essential(mail.kind):
        return ""
    with translation.override(mail.language):
        return absolute(reverse("notifications:mail_stop", args=[sign_stop(mail)]))


def message_for(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Return the message that leaves for a mail's one recipient.

    The envelope's sender tells bounces apart; the header shows ours. The name beside our address is
    left out of a discreet mail.
    """
    composed = compose(mail)
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    visible = address if composed.is_discreet else settings.DEFAULT_FROM_EMAIL
    headers = {
        **mail.headers,
        "From": visible,
        # The same for every attempt, so that a mail sent twice can be shown once.
        "Message-ID": f"<{mail.token}@{address.rpartition('@')[2] or 'localhost'}>",
        "Content-Language": mail.language,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if url := stop_url(mail):
        headers["List-Unsubscribe"] = f"<{url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=composed.subject,
        body=composed.text,
        from_email=return_path(mail) or address,
        to=[mail.to_address],
        headers=headers,
    )
    message.attach_alternative(composed.html, "text/html")
    return message
