"""The outbox in the admin: what waits, what failed, and what to do about it.

It shows where mails stand, never to whom they go or what they say. Only where mail leaves for no
mail server, on a machine somebody tries the site on, the text can be read here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import user_passes_test

from notifications import services
from notifications.access import outbox_mail
from notifications.composing import compose
from notifications.enums import MailState
from notifications.kinds import find_kind
from notifications.models import OutgoingMail
from notifications.permissions import user_can_keep_outbox

if TYPE_CHECKING:
    from django.http import HttpResponse

    from core.http import SignedInRequest

MAILS_PER_PAGE = 50
#: Backends that keep mail on this machine.
_LOCAL_BACKENDS = (
    "notifications.mailfiles.EmailBackend",
    "django.core.mail.backends.filebased.EmailBackend",
    "django.core.mail.backends.locmem.EmailBackend",
)


def mail_stays_here() -> bool:
    """Return whether mail goes to files or memory of this machine instead of to people."""
    return settings.EMAIL_BACKEND in _LOCAL_BACKENDS


def masked(address: str) -> str:
    """Return an address by which its owner could recognise it and nobody else."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}…{at}{domain}" if at else ""


@require_safe
@user_passes_test(user_can_keep_outbox)
def outbox(request: SignedInRequest) -> HttpResponse:
    """List the mails, the latest first; `state` keeps one state."""
    counted = dict(
        OutgoingMail.objects.order_by().values_list("state").annotate(number=Count("pk"))
    )
    chosen = request.GET.get("state", "")
    rows = OutgoingMail.objects.order_by("-created_at", "-pk")
    if chosen in MailState.values:
        rows = rows.filter(state=chosen)
    page = Paginator(rows, MAILS_PER_PAGE).get_page(request.GET.get("p"))
    return render(
        request,
        "notifications/admin/outbox.html",
        {
            "page_title": _("Outbox"),
            "header_icon": "mail",
            "states": [
                {"value": state.value, "label": state.label, "count": counted.get(state.value, 0)}
                for state in MailState
            ],
            "total": sum(counted.values()),
            "chosen": chosen,
            "page": page,
            "rows": [_row(mail) for mail in page],
        },
    )


def _row(mail: OutgoingMail) -> dict[str, object]:
    kind = find_kind(mail.kind)
    return {
        "mail": mail,
        "address": masked(mail.to_address),
        "kind": kind.title if kind else mail.kind,
        "can_retry": mail.state == MailState.FAILED and bool(mail.to_address),
        "can_cancel": mail.state == MailState.PENDING,
    }


@require_safe
@user_passes_test(user_can_keep_outbox)
def outbox_detail(request: SignedInRequest, token: str) -> HttpResponse:
    """Show where one mail stands, and its text where mail stays on this machine."""
    mail = outbox_mail(request.user, token)
    composed = compose(mail) if mail.letter and mail_stays_here() else None
    return render(
        request,
        "notifications/admin/outbox_detail.html",
        {
            "page_title": str(mail),
            "header_icon": "mail",
            "row": _row(mail),
            "mail": mail,
            "composed": composed,
        },
    )


@require_POST
@user_passes_test(user_can_keep_outbox)
def retry(request: SignedInRequest, token: str) -> HttpResponse:
    """Send a failed mail again."""
    mail = outbox_mail(request.user, token)
    if services.retry(mail):
        messages.success(request, _("The mail is sent again."))
    else:
        messages.error(request, _("Only a mail that failed can be sent again."))
    return HttpResponseRedirect(reverse("outbox_admin:detail", args=[token]))


@require_POST
@user_passes_test(user_can_keep_outbox)
def cancel(request: SignedInRequest, token: str) -> HttpResponse:
    """Call back a waiting mail."""
    mail = outbox_mail(request.user, token)
    if services.cancel_one(mail):
        messages.success(request, _("The mail is not sent."))
    else:
        messages.error(request, _("Only a mail that waits can be called back."))
    return HttpResponseRedirect(reverse("outbox_admin:detail", args=[token]))
