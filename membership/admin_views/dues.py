"""The treasurer's books: what members of her regions owe and paid. Nobody keeps her own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from membership.access import charge_for, payment_for, require
from membership.audiences import viewer_for
from membership.csv_export import csv_response
from membership.enums import Capability, PaymentState, Surface
from membership.forms.dues import ChargeFilterForm, PaymentForm, UndoForm, WriteOffForm
from membership.models import DuesCharge
from membership.presentation import present
from membership.querysets import network_day
from membership.scope import regions_for
from membership.services import dues
from membership.statements import statement_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django import forms
    from django.http import HttpResponse

    from core.http import SignedInRequest
    from membership.querysets import DuesChargeQuerySet

PER_PAGE = 50


def _filtered(request: SignedInRequest) -> tuple[DuesChargeQuerySet, ChargeFilterForm]:
    require(request.user, Capability.SEE_AMOUNTS)
    form = ChargeFilterForm(
        request.GET or None, regions=regions_for(request.user, Capability.SEE_AMOUNTS)
    )
    rows = (
        DuesCharge.objects.for_actor(request.user, Capability.SEE_AMOUNTS)
        .select_related(
            "period__member__user", "period__member__country", "period__member__region", "tier"
        )
        .with_paid()
        .order_by("-period__starts", "-pk")
    )
    if not form.is_valid():
        return rows, form
    data = form.cleaned_data
    if data["state"]:
        rows = rows.filter(state=data["state"])
    if data["region"]:
        rows = rows.filter(period__member__region=data["region"])
    if data["currency"]:
        rows = rows.filter(currency=data["currency"])
    if data["is_late"]:
        rows = rows.open().filter(period__due_on__lt=network_day())
    if reference := data["reference"].strip():
        token = reference.removeprefix("DUES-")
        rows = rows.filter(
            Q(token=token) | Q(pk__in=DuesCharge.objects.filter(payments__reference=reference))
        )
    return rows, form


def _named(request: SignedInRequest, charges: Iterable[DuesCharge]) -> list[dict[str, Any]]:
    viewer = viewer_for(request.user)
    return [
        {"charge": charge, "member": present(charge.period.member, viewer, Surface.ADMIN)}
        for charge in charges
    ]


@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """List what is owed, the latest years first."""
    rows, form = _filtered(request)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    query = request.GET.copy()
    query.pop("p", None)
    return render(
        request,
        "membership/admin/dues.html",
        {
            "page_title": _("Dues"),
            "header_icon": "clipboard-list",
            "form": form,
            "page": page,
            "rows": _named(request, page.object_list),
            "query": query.urlencode(),
        },
    )


@require_GET
def export(request: SignedInRequest) -> HttpResponse:
    """Give the same list as a table for a spreadsheet."""
    rows, _form = _filtered(request)
    header = (
        _("Reference"),
        _("Member"),
        _("Region"),
        _("From"),
        _("Until"),
        _("Due on"),
        _("State"),
        _("Tier"),
        _("Amount"),
        _("Reduced to"),
        _("Paid"),
        _("Currency"),
    )
    lines = (
        (
            row["charge"],
            row["member"].name,
            row["charge"].period.member.region.code,
            row["charge"].period.starts.isoformat(),
            row["charge"].period.ends.isoformat(),
            row["charge"].period.due_on.isoformat(),
            row["charge"].get_state_display(),
            row["charge"].tier.code if row["charge"].tier else "",
            row["charge"].amount,
            row["charge"].reduced_to,
            row["charge"].total_paid or 0,
            row["charge"].currency,
        )
        for row in _named(request, rows)
    )
    return csv_response("dues", header, lines)


def _page(
    request: SignedInRequest, charge: DuesCharge, payment_form: forms.Form | None = None
) -> HttpResponse:
    if payment_form is None and charge.amount is not None:
        payment_form = PaymentForm(charge=charge)
    member = present(charge.period.member, viewer_for(request.user), Surface.ADMIN)
    return render(
        request,
        "membership/admin/dues_charge.html",
        {
            "page_title": str(charge),
            "header_icon": "clipboard-list",
            "charge": charge,
            "period": charge.period,
            "member": member,
            "statement": statement_of(charge),
            "form": payment_form,
        },
    )


@require_GET
def detail(request: SignedInRequest, token: str) -> HttpResponse:
    """Show the dues of a year and what was paid."""
    return _page(request, charge_for(request.user, token))


def record(request: SignedInRequest, token: str) -> HttpResponse:
    """Book a payment."""
    charge = charge_for(request.user, token)
    if request.method != "POST" or charge.amount is None:
        return redirect("membership_admin:dues_charge", token=token)
    form = PaymentForm(request.POST, charge=charge)
    if form.is_valid():
        try:
            dues.record_payment(charge.pk, request.user, form.receipt())
        except dues.AlreadyBookedError as error:
            form.add_error("reference", error)
        except dues.AmountRefusedError as error:
            form.add_error("amount", error)
        else:
            messages.success(request, _("The payment is booked, and the member is told."))
            return redirect("membership_admin:dues_charge", token=token)
    return _page(request, charge, form)


def _confirm(
    request: SignedInRequest, charge: DuesCharge, form: forms.Form, title: str, explanation: str
) -> HttpResponse:
    return render(
        request,
        "membership/admin/dues_confirm.html",
        {
            "page_title": title,
            "header_icon": "clipboard-list",
            "charge": charge,
            "form": form,
            "explanation": explanation,
        },
    )


def undo(request: SignedInRequest, token: str) -> HttpResponse:
    """Take a payment back, with a reason."""
    payment = payment_for(request.user, token)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verb = (
            dues.refund_payment
            if form.cleaned_data["state"] == PaymentState.REFUNDED
            else dues.void_payment
        )
        try:
            verb(payment.pk, request.user, form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The payment no longer counts, and the member is told."))
            return redirect("membership_admin:dues_charge", token=payment.charge.token)
    return _confirm(
        request,
        payment.charge,
        form,
        _("Take a payment back"),
        _(
            "It stays in the books, marked. If the dues are open again by it, the member has 30 "
            "days to settle them."
        ),
    )


def write_off(request: SignedInRequest, token: str) -> HttpResponse:
    """Give up what is owed for a year, with a reason."""
    charge = charge_for(request.user, token)
    form = WriteOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            dues.write_off(charge.pk, request.user, form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The dues of the year are written off."))
            return redirect("membership_admin:dues_charge", token=token)
    return _confirm(
        request,
        charge,
        form,
        _("Write dues off"),
        _("The member owes nothing more for this year and keeps, or gets back, a member's rights."),
    )
