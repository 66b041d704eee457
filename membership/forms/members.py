"""Forms by which a member says how she is listed, and by which her region keeps her membership."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.languages import language_codes
from membership.enums import Listing, MemberStatus, NameMode
from membership.forms.fields import CountryField, country_filter, region_field
from membership.languages import other_language_choices, site_language_choices

if TYPE_CHECKING:
    from membership.models import Member


class DisplayForm(forms.Form):
    """How a member is listed and what she is called."""

    listing = forms.ChoiceField(
        label=_("Who finds me in the directory"),
        choices=Listing.choices,
        widget=forms.RadioSelect,
    )
    name_mode = forms.ChoiceField(
        label=_("What other members call me"),
        choices=NameMode.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "It holds everywhere on the site and in mails. Those who keep your region and the "
            "secretariat know your name, unless you say otherwise below."
        ),
    )
    pseudonym = forms.CharField(
        label=_("Pseudonym"),
        max_length=80,
        required=False,
        help_text=_("Until you choose one, you are called “Member”."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    hide_country = forms.BooleanField(label=_("Hide my country"), required=False)
    is_shielded = forms.BooleanField(
        label=_("Only the secretariat may know who I am"),
        required=False,
        help_text=_("Those who keep my region then learn neither my name nor that I am a member."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages I read"),
        choices=site_language_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other_languages = forms.MultipleChoiceField(
        label=_("Other languages"),
        choices=other_language_choices,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("To choose several, hold the Control or Command key."),
    )

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        """Start with how things stand."""
        site = set(language_codes())
        kwargs["initial"] = {
            "listing": member.listing,
            "name_mode": member.name_mode,
            "pseudonym": member.pseudonym,
            "hide_country": member.hide_country,
            "is_shielded": member.is_shielded,
            "languages": [code for code in member.languages if code in site],
            "other_languages": [code for code in member.languages if code not in site],
        }
        super().__init__(*args, **kwargs)

    def clean_pseudonym(self) -> str:
        """Refuse what would make the pseudonym an address."""
        pseudonym = " ".join(self.cleaned_data["pseudonym"].split())
        if "@" in pseudonym or "://" in pseudonym:
            raise forms.ValidationError(_("A pseudonym is a name, not an address."))
        return pseudonym

    def display(self) -> dict[str, Any]:
        """Return what `services.members.set_display` takes."""
        chosen = dict(self.cleaned_data)
        chosen["languages"] = [*chosen["languages"], *chosen.pop("other_languages")]
        return chosen


class ReasonForm(forms.Form):
    """Why something is done to a membership; the member can read it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        help_text=_("The member can read it."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class MoveForm(ReasonForm):
    """Another country for a member."""

    country = CountryField(label=_("Country"))
    field_order = ["country", "reason"]


class MemberFilterForm(forms.Form):
    """What a list of members is narrowed to; a value that is none narrows to nothing."""

    q = forms.CharField(
        label=_("Name or reference"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "auto", "type": "search"}),
    )
    status = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *MemberStatus.choices]
    )
    listing = forms.ChoiceField(
        label=_("Listing"), required=False, choices=[("", _("All")), *Listing.choices]
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", _("All")), *site_language_choices(), *other_language_choices()],
    )

    def __init__(
        self, *args: Any, regions: frozenset[int], countries: set[str], **kwargs: Any
    ) -> None:
        """Offer the regions and countries that the reader of the list keeps."""
        super().__init__(*args, **kwargs)
        self.fields["region"] = region_field(regions, required=False, empty_label=_("All"))
        self.fields["country"] = country_filter(countries, _("All"))
        self.order_fields(["q", "status", "listing", "region", "country", "language"])
