"""The records of privacy: what retention ends, and who opened which file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.admin.auth import user_passes_test

from privacy import services
from privacy.models import AccessLog
from privacy.permissions import user_can_see_records

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ACCESSES_PER_PAGE = 50


@require_GET
@user_passes_test(user_can_see_records)
def retention(request: HttpRequest) -> HttpResponse:
    """Show every rule, what it would end now, and what it has ended."""
    return render(
        request,
        "privacy/admin/retention.html",
        {
            "page_title": _("Retention"),
            "header_icon": "bin",
            "lines": services.retention_report(timezone.now()),
        },
    )


@require_GET
@user_passes_test(user_can_see_records)
def access_log(request: HttpRequest) -> HttpResponse:
    """Show who opened which file, by opaque references; `q` asks for one account or file."""
    sought = request.GET.get("q", "").replace("\x00", "").strip().rpartition(" ")[2]
    rows = AccessLog.objects.select_related("actor", "subject")
    if sought:
        rows = rows.filter(
            Q(actor__token=sought) | Q(subject__token=sought) | Q(object_ref__endswith=f" {sought}")
        )
    page = Paginator(rows, ACCESSES_PER_PAGE).get_page(request.GET.get("p"))
    return render(
        request,
        "privacy/admin/access_log.html",
        {
            "page_title": _("Opened files"),
            "header_icon": "view",
            "rows": page,
            "sought": sought,
        },
    )
