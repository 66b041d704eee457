"""A member's dues: what is due, what she can pay, how, receipts, waivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from membership.access import own_charge, own_membership, own_payment
from membership.enums import MemberStatus
from membership.forms.dues import AttestForm, CurrencyForm, TierForm, WaiverForm
from membership.models import AttestationText, DuesCharge, DuesSettings
from membership.models.dues import ZERO
from membership.services import attesting, dues, payments, renewals, waivers
from membership.statements import statement_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from core.http import SignedInRequest
    from membership.models import Member


def _own_dues(request: SignedInRequest) -> Member:
    """Return the reader's membership. Raises Http404 for those who have none, or had one."""
    member = own_membership(request.user)
    if member.status == MemberStatus.ENDED:
        raise Http404
    return member


@login_required
@require_GET
def overview(request: SignedInRequest) -> HttpResponse:
    """Show how a member's dues stand, this year's and those before."""
    member = _own_dues(request)
    charges = (
        DuesCharge.objects.of_user(request.user)
        .select_related("period__member", "tier")
        .prefetch_related("payments", "waivers")
    )
    statements = [statement_of(charge) for charge in charges]
    context = {
        "robots": "noindex",
        "member": member,
        "open_statements": [row for row in statements if row.charge.is_open],
        "settled_statements": [row for row in statements if not row.charge.is_open],
        "how_to_pay": DuesSettings.load(request_or_site=request).paragraphs(),
        "may_come_back": renewals.may_come_back(member),
    }
    return render(request, "membership/dues.html", context)


@login_required
def tier(request: SignedInRequest, token: str) -> HttpResponse:
    """Ask a member what she can pay: first the currency, then the plain question."""
    charge = own_charge(request.user, token)
    statement = statement_of(charge)
    if statement.needs_attestation:
        return redirect("membership:dues_attest", token=token)
    if not statement.may_choose:
        messages.error(request, _("These dues can no longer be changed here."))
        return redirect("membership:dues")
    currency_form = CurrencyForm(request.GET if "currency" in request.GET else None)
    form = None
    if currency_form.is_bound and currency_form.is_valid():
        currency = currency_form.cleaned_data["currency"]
        form = TierForm(request.POST or None, currency=currency, initial={"tier": charge.tier})
        if request.method == "POST" and form.is_valid():
            try:
                dues.choose_tier(
                    charge.period.member,
                    charge,
                    form.cleaned_data["tier"],
                    currency,
                    form.chosen_amount(),
                )
            except dues.AmountRefusedError as error:
                form.add_error("amount", error)
            except dues.DuesError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Saved. Below you see how you can pay."))
                return redirect("membership:dues")
    context = {
        "robots": "noindex",
        "charge": charge,
        "currency_form": currency_form,
        "form": form,
    }
    return render(request, "membership/dues_tier.html", context)


@login_required
def attest(request: SignedInRequest, token: str) -> HttpResponse:
    """Have a member confirm the attestation anew, where its words have changed."""
    charge = own_charge(request.user, token)
    if not statement_of(charge).needs_attestation:
        return redirect("membership:dues")
    text = AttestationText.objects.current(get_language())
    form = AttestForm(request.POST or None, initial={"version": text.version})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] != text.version:
            form.add_error(None, _("The text has changed since. Please read the new one."))
        else:
            attesting.attest(charge.period, text)
            return redirect("membership:dues_tier", token=token)
    context = {"robots": "noindex", "text": text, "form": form}
    return render(request, "membership/renewal_attest.html", context)


@login_required
@require_POST
def pay(request: SignedInRequest, token: str, provider: str) -> HttpResponse:
    """Send a member to where she can pay at once."""
    charge = own_charge(request.user, token)
    statement = statement_of(charge)
    found = {row.name: row for row in statement.providers}
    if provider not in found or not statement.left:
        raise Http404
    order = payments.PaymentOrder(
        charge_token=charge.token,
        amount=statement.left,
        currency=charge.currency,
        return_path=reverse("membership:dues"),
    )
    return HttpResponseRedirect(found[provider].checkout_url(order))


@login_required
@require_GET
def receipt(request: SignedInRequest, token: str) -> HttpResponse:
    """Show the receipt of a payment, to be printed."""
    payment = own_payment(request.user, token)
    return render(
        request,
        "membership/dues_receipt.html",
        {
            "robots": "noindex",
            "payment": payment,
            "period": payment.charge.period,
            "payer": request.user.get_full_name(),
        },
    )


@login_required
def waiver(request: SignedInRequest, token: str) -> HttpResponse:
    """Let a member ask to pay less, or nothing."""
    charge = own_charge(request.user, token)
    statement = statement_of(charge)
    if statement.needs_attestation:
        return redirect("membership:dues_attest", token=token)
    if not statement.may_ask:
        messages.error(request, _("There is nothing to ask for here any more."))
        return redirect("membership:dues")
    form = WaiverForm(request.POST or None, charge=charge)
    if request.method == "POST" and form.is_valid():
        try:
            waivers.request_waiver(
                charge.period.member,
                charge,
                reason=form.cleaned_data["reason"],
                asked_amount=form.cleaned_data.get("asked_amount") or ZERO,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("Your request has been sent. Until it is decided nothing changes for you."),
            )
            return redirect("membership:dues")
    context = {"robots": "noindex", "charge": charge, "form": form}
    return render(request, "membership/waiver.html", context)


@login_required
@require_POST
def withdraw(request: SignedInRequest, token: str) -> HttpResponse:
    """Let a member take back the request that waits."""
    charge = own_charge(request.user, token)
    pending = charge.waivers.pending().first()
    if pending is None:
        messages.error(request, _("This request has been decided or withdrawn already."))
        return redirect("membership:dues")
    try:
        waivers.withdraw_waiver(charge.period.member, pending)
    except waivers.AlreadyDecidedError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Your request is withdrawn."))
    return redirect("membership:dues")


@login_required
@require_POST
def come_back(request: SignedInRequest) -> HttpResponse:
    """Open a new year for a member whose last one ended while she was lapsed."""
    try:
        renewals.come_back(_own_dues(request))
    except renewals.CannotReturnError as error:
        messages.error(request, error.message)
    return redirect("membership:dues")
