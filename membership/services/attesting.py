"""The attestation at renewal: asked for again when the network has changed its words.

For her first year a member gave it with her application. It holds until a newer version does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from membership.models import Application, AttestationText

if TYPE_CHECKING:
    from membership.models import Member, MembershipPeriod


def wanted_version(period: MembershipPeriod) -> int:
    """Return the version that a member has to attest to before she renews, 0 where hers holds."""
    if not period.member.periods.filter(starts__lt=period.starts).exists():
        return 0
    current = AttestationText.objects.current_version()
    return current if current > _attested_version(period.member) else 0


def _attested_version(member: Member) -> int:
    """Return the newest version a member ever attested to, 0 for none."""
    renewed = member.periods.aggregate(newest=Max("attestation__version"))["newest"]
    if member.user is None:
        return renewed or 0
    applied = Application.objects.filter(user=member.user, attested_at__isnull=False).aggregate(
        newest=Max("attestation__version")
    )["newest"]
    return max(renewed or 0, applied or 0)


@transaction.atomic
def attest(period: MembershipPeriod, text: AttestationText) -> None:
    """Keep that a member attests to a wording for a year.

    Raises ValidationError for a version that no longer, or not yet, holds.
    """
    if text.version != AttestationText.objects.current_version():
        raise ValidationError(_("The text has changed since. Please read the new one."))
    period.attestation, period.attested_at = text, timezone.now()
    period.save(update_fields=["attestation", "attested_at"])
