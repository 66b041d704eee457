"""Dues as personal data: a member's copy, her erasure, and when her words end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import periodic
from core.portal import PortalSection, register_section
from membership.enums import WaiverState
from membership.models import DuesCharge, DuesPayment, WaiverRequest
from membership.retention import months_before
from membership.services import renewals
from membership.statements import has_dues, summary
from privacy.registry import (
    PersonalData,
    RetentionRule,
    register_personal_data,
    register_retention_rule,
)

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User

#: Months after a decision for which the words of a request and its answer are kept.
WAIVER_MONTHS = 12


def export_dues(user: User) -> dict[str, Any]:
    """Return a person's years, what she owed and paid, and her requests for waivers."""
    charges = (
        DuesCharge.objects.of_user(user)
        .select_related("period__attestation", "tier")
        .prefetch_related("payments", "waivers")
    )
    return {"years": [_as_data(charge) for charge in charges]}


def _as_data(charge: DuesCharge) -> dict[str, Any]:
    period = charge.period
    return {
        "reference": str(charge),
        "from": period.starts,
        "until": period.ends,
        "due_on": period.due_on,
        "grace_until": period.grace_until,
        "attestation": period.attestation.body if period.attestation else None,
        "attested_at": period.attested_at,
        "state": charge.state,
        "tier": charge.tier.code if charge.tier else None,
        "amount": charge.amount,
        "reduced_to": charge.reduced_to,
        "currency": charge.currency,
        "payments": [
            {
                "reference": str(payment),
                "amount": payment.amount,
                "currency": payment.currency,
                "method": payment.method,
                "sender_reference": payment.reference,
                "received_on": payment.received_on,
                "state": payment.state,
            }
            for payment in charge.payments.all()
        ],
        "waivers": [
            {
                "asked_at": waiver.created_at,
                "can_pay": waiver.asked_amount,
                "you_wrote": waiver.reason,
                "state": waiver.state,
                "decided_at": waiver.decided_at,
                "answer": waiver.answer,
            }
            for waiver in charge.waivers.all()
        ],
    }


def forget_dues(user: User) -> None:
    """Leave of a person's dues the amounts and days that the books need, and no word.

    Requests that wait are closed: there is nobody left to answer.
    """
    DuesPayment.objects.of_user(user).update(reference="", undo_reason="")
    DuesCharge.objects.of_user(user).update(write_off_reason="")
    own = WaiverRequest.objects.of_user(user)
    own.pending().update(state=WaiverState.WITHDRAWN, decided_at=timezone.now())
    WaiverRequest.objects.of_user(user).update(reason="", answer="")


def waivers_over(now: datetime) -> QuerySet[WaiverRequest]:
    """Return the requests whose words are a year past the decision."""
    written = ~Q(reason="") | ~Q(answer="")
    return WaiverRequest.objects.filter(written, decided_at__lte=months_before(now, WAIVER_MONTHS))


def empty_waivers(rows: QuerySet[WaiverRequest], now: datetime) -> int:
    """Empty the words of a query's requests; what was decided stays."""
    with transaction.atomic():
        keys = list(rows.values_list("pk", flat=True))
        return WaiverRequest.objects.filter(pk__in=keys).update(reason="", answer="")


def register() -> None:
    """Register dues with the apps below: personal data, retention, the daily job, the portal.

    Comes before the member's own rows, by which these are found.
    """
    register_personal_data(PersonalData("membership.dues", export_dues, forget_dues))
    register_retention_rule(
        RetentionRule(
            "membership.waivers",
            _("Reasons of waivers"),
            _("Emptied 12 months after the decision; the decision stays."),
            waivers_over,
            empty_waivers,
        )
    )
    periodic.register(periodic.Job("membership.renewals", timedelta(days=1), renewals.run))
    register_section(
        PortalSection(
            name="dues",
            title=_("Dues"),
            description=_("What is due, how to pay it, receipts, and waivers."),
            url_name="membership:dues",
            order=30,
            is_available=has_dues,
            summary=summary,
        )
    )
