"""Letters about an application: to the applicant, and to those who review it.

Reviewers' letters name the reference only: a mailbox is no place for who applies where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.letters import Action, Letter, Quote

if TYPE_CHECKING:
    from datetime import date

    from membership.models import Application


def _own() -> Action:
    return Action(_("Your application"), reverse("membership:application"))


def _review(application: Application) -> Action:
    return Action(
        _("Open the application"),
        reverse("membership_admin:application", args=[application.token]),
    )


def _said(words: str) -> list[str | Quote]:
    return [_("The reviewers wrote to you:"), Quote(words.strip())] if words.strip() else []


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


# --- To the applicant -----------------------------------------------------------------------


def received(application: Application) -> Letter:
    """Tell her that it has arrived and who reads it."""
    if application.is_shielded:
        readers = _(
            "Because you told us that your country is dangerous for you, only the secretariat of "
            "the network reads your application. The coordinators of your region do not."
        )
    else:
        readers = _(
            "The coordinators of your region read your application: %(region)s. Nobody else does, "
            "except the secretariat where a second opinion is needed."
        ) % {"region": application.region}
    return Letter(
        _("We have received your application (%(reference)s)")
        % {"reference": application.reference},
        [
            _("Thank you for applying to join the network."),
            readers,
            _(
                "You can see at any time how far it has come, answer questions, or withdraw it. "
                "A decision usually takes no more than four weeks."
            ),
        ],
        _own(),
    )


def info_requested(application: Application, words: str, until: date) -> Letter:
    """Pass on what the reviewers ask."""
    return Letter(
        _("A question about your application (%(reference)s)")
        % {"reference": application.reference},
        [
            _("Before they decide, those who review your application would like to know more."),
            *_said(words),
            _("Please answer by %(day)s; after that day your application is closed.")
            % {"day": _day(until)},
        ],
        Action(_("Answer"), reverse("membership:application_answer")),
    )


def approved(application: Application, words: str) -> Letter:
    """Tell her that she is a member."""
    paragraphs: list[str | Quote] = [
        _("Your application has been approved. You are now a member of the network. Welcome."),
        *_said(words),
        _(
            "Please look at what other members see of you in the directory, and choose the dues "
            "that fit your means. If you cannot pay, ask for a waiver: it is your right."
        ),
    ]
    if application.is_shielded:
        paragraphs.append(
            _(
                "Because you told us that your country is dangerous for you, you begin hidden: "
                "no list shows you, your name appears nowhere, and mails say nothing of their "
                "content. You may change each of these yourself."
            )
        )
    return Letter(
        _("You are a member of the network (%(reference)s)") % {"reference": application.reference},
        paragraphs,
        Action(_("Your account"), reverse("accounts:account")),
    )


def declined(application: Application, words: str, appeal_until: date | None) -> Letter:
    """Tell her that it was declined, why, and whether she can still appeal."""
    paragraphs: list[str | Quote] = [
        _("Your application for membership of the network has been declined."),
        *_said(words),
    ]
    if appeal_until is not None:
        paragraphs.append(
            _(
                "You may appeal once, by %(day)s. The secretariat then decides, and not the "
                "person who decided before."
            )
            % {"day": _day(appeal_until)}
        )
    else:
        paragraphs.append(_("This was the decision on your appeal; it is final."))
    paragraphs.append(
        _("What you sent us, your résumé included, is deleted some months after the decision.")
    )
    return Letter(
        _("The decision on your application (%(reference)s)")
        % {"reference": application.reference},
        paragraphs,
        _own(),
    )


def appeal_received(application: Application) -> Letter:
    """Tell her who decides now."""
    return Letter(
        _("We have received your appeal (%(reference)s)") % {"reference": application.reference},
        [
            _(
                "The secretariat decides about your appeal. Whoever declined your application "
                "takes no part in it."
            )
        ],
        _own(),
    )


def withdrawn(application: Application) -> Letter:
    """Confirm that it was withdrawn."""
    return Letter(
        _("Your application is withdrawn (%(reference)s)") % {"reference": application.reference},
        [
            _("You have withdrawn your application. Nobody reads it any more."),
            _("What you sent us, your résumé included, is deleted within 30 days."),
        ],
        _own(),
    )


def expired(application: Application) -> Letter:
    """Tell her that it was closed because nothing came from her."""
    if application.submitted_at is None:
        text = _("You began an application and have not gone on with it for 30 days.")
    else:
        text = _("We asked you a question about your application and had no answer for 60 days.")
    return Letter(
        _("Your application has been closed (%(reference)s)")
        % {"reference": application.reference},
        [
            text,
            _("It is closed now, and what you sent us is deleted within 30 days."),
            _("You are welcome to apply again at any time."),
        ],
        Action(_("Apply again"), reverse("membership:apply")),
    )


# --- To reviewers ---------------------------------------------------------------------------


def to_review(application: Application) -> Letter:
    """Tell them that an application has arrived."""
    return Letter(
        _("An application waits for you (%(reference)s)") % {"reference": application.reference},
        [_("An application for membership has arrived that is yours to review.")],
        _review(application),
    )


def answered(application: Application) -> Letter:
    """Tell them that the applicant has answered."""
    return Letter(
        _("An applicant has answered (%(reference)s)") % {"reference": application.reference},
        [_("The applicant has answered your question. The application waits for you again.")],
        _review(application),
    )


def appealed(application: Application) -> Letter:
    """Tell the secretariat of an appeal."""
    return Letter(
        _("An appeal waits for you (%(reference)s)") % {"reference": application.reference},
        [_("An applicant has appealed. Somebody who did not decide before has to decide.")],
        _review(application),
    )


def second_approval(application: Application) -> Letter:
    """Tell the others that a second approval is needed."""
    return Letter(
        _("A second approval is needed (%(reference)s)") % {"reference": application.reference},
        [
            _(
                "This applicant, or the applicant's firm, also represents employers. A first reviewer has "
                "approved; another person has to read the application and decide."
            )
        ],
        _review(application),
    )


def transfer_offered(application: Application) -> Letter:
    """Tell another region's reviewers that an application is offered to them."""
    return Letter(
        _("An application is offered to your region (%(reference)s)")
        % {"reference": application.reference},
        [
            _(
                "Another region proposes that yours reviews this application. Please accept or refuse."
            )
        ],
        Action(_("Open the queue"), reverse("membership_admin:applications")),
    )


def waits(application: Application, days: int) -> Letter:
    """Remind them of what waits."""
    return Letter(
        _("An application is still waiting (%(reference)s)") % {"reference": application.reference},
        [
            ngettext(
                "This application has been waiting for %(days)d day.",
                "This application has been waiting for %(days)d days.",
                days,
            )
            % {"days": days},
            _("After four weeks the secretariat may take it over."),
        ],
        _review(application),
    )
