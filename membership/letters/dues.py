"""Letters about dues: to the member, and to those who decide on waivers.

No letter names an amount: the page it leads to does, behind the sign-in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from membership.enums import PaymentState, WaiverState
from notifications.letters import Action, Letter, Quote

if TYPE_CHECKING:
    from membership.models import DuesPayment, MembershipPeriod, WaiverRequest


def _dues() -> Action:
    return Action(_("Your dues"), reverse("membership:dues"))


def _year(period: MembershipPeriod) -> dict[str, str]:
    return {"starts": date_format(period.starts), "ends": date_format(period.ends)}


def reminder(period: MembershipPeriod, *, is_late: bool) -> Letter:
    """Remind a member of what is open, before the day on which it is due or after it."""
    due = {"date": date_format(period.due_on)}
    paragraphs = [
        _("This is about your membership from %(starts)s to %(ends)s.") % _year(period),
    ]
    if is_late:
        subject = _("Your dues were due on %(date)s") % due
        paragraphs.append(
            _(
                "Your dues for that year were due on %(date)s and are not settled. Your membership "
                "stays as it is until %(grace)s and lapses after that day."
            )
            % {**due, "grace": date_format(period.grace_until)}
        )
    else:
        subject = _("Your dues are due on %(date)s") % due
        paragraphs.append(
            _("Your dues for that year are due on %(date)s. You choose yourself what you can pay.")
            % due
        )
    paragraphs.append(
        _(
            "If you cannot pay, ask for a waiver: a few words are enough, and while your request "
            "waits nothing happens to your membership."
        )
    )
    return Letter(subject, paragraphs, _dues())


def payment_received(payment: DuesPayment) -> Letter:
    """Thank a member for a payment."""
    return Letter(
        _("Your payment has been recorded"),
        [
            _(
                "Thank you. A payment for your membership from %(starts)s to %(ends)s has been "
                "recorded. Your receipt can be printed from the page below."
            )
            % _year(payment.charge.period)
        ],
        Action(_("Your receipt"), reverse("membership:dues_receipt", args=[payment.token])),
    )


def payment_taken_back(payment: DuesPayment) -> Letter:
    """Tell a member that a payment no longer counts."""
    period = payment.charge.period
    if payment.state == PaymentState.REFUNDED:
        subject = _("A payment has been paid back to you")
        what = _(
            "A payment for your membership from %(starts)s to %(ends)s has been paid back to you."
        )
    else:
        subject = _("A payment was recorded by mistake")
        what = _(
            "A payment for your membership from %(starts)s to %(ends)s had been recorded by "
            "mistake and no longer counts."
        )
    paragraphs = [what % _year(period)]
    if payment.charge.is_open:
        paragraphs.append(
            _("What is open can be paid until %(date)s.")
            % {"date": date_format(period.grace_until)}
        )
    return Letter(subject, paragraphs, _dues())


def waiver_waits(waiver: WaiverRequest) -> Letter:
    """Tell a decider that somebody asks for a waiver, without a word of hers."""
    return Letter(
        _("A request for a waiver waits for you"),
        [_("A member of your region asks to be let off dues, or a part of them.")],
        Action(_("Read the request"), reverse("membership_admin:waiver", args=[waiver.token])),
    )


def waiver_decided(waiver: WaiverRequest) -> Letter:
    """Tell a member what was decided."""
    period = waiver.charge.period
    if waiver.state == WaiverState.GRANTED:
        subject = _("Your waiver is granted")
        what = _("Nothing is to be paid for your membership from %(starts)s to %(ends)s.")
    elif waiver.state == WaiverState.PART_GRANTED:
        subject = _("Your waiver is granted in part")
        what = _("The dues for your membership from %(starts)s to %(ends)s have been reduced.")
    else:
        subject = _("Your request for a waiver is declined")
        what = _("The dues for your membership from %(starts)s to %(ends)s stay as they are.")
    paragraphs: list[str | Quote] = [what % _year(period)]
    if waiver.answer:
        paragraphs += [_("The answer to your request:"), Quote(waiver.answer)]
    if waiver.charge.is_open:
        paragraphs.append(
            _("What is open can be paid until %(date)s.")
            % {"date": date_format(period.grace_until)}
        )
    return Letter(subject, paragraphs, _dues())
