"""Forms of a person's own pages, and of opening an account."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.forms import SignupForm as BaseSignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from accounts.enums import Scope
from accounts.models import User
from accounts.proof import ProofOfWorkForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

#: Names that are kept for old files, without a place of their own.
_NO_PLACES = ("Etc/", "SystemV/", "posix/", "right/", "US/", "Brazil/", "Canada/", "Chile/")


@cache
def _time_zone_choices() -> list[tuple[str, str]]:
    places = [
        name
        for name in sorted(zoneinfo.available_timezones())
        if "/" in name and not name.startswith(_NO_PLACES)
    ]
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in places)]


class SignupForm(ProofOfWorkForm, BaseSignupForm):
    """Open an account: an address, a password, and proof that no robot does it."""

    proof_purpose = "signup"

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Do for an address that has an account the work that a new one costs.

        Otherwise the time an answer takes would tell who has an account here.
        """
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class _KeyNameForm(forms.Form):
    """Names a key; allauth's own field has no label that could be translated."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Label it."""
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].help_text = _("For you alone: which device or key it is.")


class AddKeyForm(_KeyNameForm, AddWebAuthnForm):
    """Add a passkey or security key."""


class EditKeyForm(_KeyNameForm, EditWebAuthnForm):
    """Rename a passkey or security key."""


class PreferencesForm(forms.ModelForm[User]):
    """How someone is called, and how this site speaks and writes to her."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "language", "time_zone", "discreet_mail"]
        help_texts: ClassVar = {
            "language": _("We write to you in this language."),
            "time_zone": _("Times on this site and in our mails are shown in this zone."),
        }
        widgets: ClassVar = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "discreet_mail": forms.CheckboxInput(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the zones that stand for places, and whichever is set."""
        super().__init__(*args, **kwargs)
        zones = _time_zone_choices()
        if self.instance.time_zone not in dict(zones):
            zones = [(self.instance.time_zone, self.instance.time_zone), *zones]
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label,
            help_text=self.fields["time_zone"].help_text,
            choices=zones,
        )


class ApiTokenForm(forms.Form):
    """Make a key for a program of one's own."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("For you alone: which program uses it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("Ends after"),
        coerce=int,
        initial=90,
        choices=[
            (30, _("30 days")),
            (90, _("90 days")),
            (180, _("180 days")),
            (365, _("a year")),
        ],
    )
