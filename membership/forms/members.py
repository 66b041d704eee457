"""Forms by which a member says how she is listed, and by which her region keeps her membership."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.languages import language_codes
from membership.enums import Listing, MemberStatus, NameMode
from membership.languages import other_language_choices, site_language_choices
from membership.models import Region
from taxonomy.models import Country
from taxonomy.services import country_labels

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
        label=_("Languages I read"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other_languages = forms.MultipleChoiceField(
        label=_("Other languages"),
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
        _choices(self, "languages", site_language_choices())
        _choices(self, "other_languages", other_language_choices())

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

    country = forms.ModelChoiceField(
        label=_("Country"), queryset=Country.objects.none(), to_field_name="iso2"
    )
    field_order = ["country", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the countries by name."""
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        field.queryset = Country.objects.all()  # type: ignore[attr-defined]  # a ModelChoiceField
        _choices(self, "country", [("", "---------"), *country_labels().items()])


class MemberFilterForm(forms.Form):
    """What a list of members is narrowed to; a value that is none narrows to nothing."""

    q = forms.CharField(
        label=_("Name or reference"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "auto", "type": "search"}),
    )
    status = forms.ChoiceField(label=_("State"), required=False)
    listing = forms.ChoiceField(label=_("Listing"), required=False)
    region = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Region.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All"),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(
        self, *args: Any, regions: frozenset[int], countries: set[str], **kwargs: Any
    ) -> None:
        """Offer the regions and countries that the reader of the list keeps."""
        super().__init__(*args, **kwargs)
        everything = ("", _("All"))
        _choices(self, "status", [everything, *MemberStatus.choices])
        _choices(self, "listing", [everything, *Listing.choices])
        self.fields["region"].queryset = Region.objects.filter(pk__in=regions)  # type: ignore[attr-defined]  # a ModelChoiceField
        _choices(
            self,
            "country",
            [everything, *((c, label) for c, label in country_labels().items() if c in countries)],
        )
        _choices(
            self, "language", [everything, *site_language_choices(), *other_language_choices()]
        )


def _choices(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Give a field its choices in the reader's language."""
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
