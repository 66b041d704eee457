"""What applicants write, and what reviewers write and look for."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.languages import language_codes
from membership.enums import ApplicationStatus, Profession
from membership.forms.fields import CountryField, country_filter
from membership.languages import other_language_choices, site_language_choices
from membership.models import Region
from membership.services.applications import DRAFT_FIELDS
from privacy.forms import SealedUploadField

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from membership.models import Application, AttestationText

TEXT_LENGTH = 8000


def _text(rows: int = 8, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **kwargs
    )


def _line(**kwargs: Any) -> forms.CharField:
    attributes = {"dir": "auto"} | kwargs.pop("attrs", {})
    return forms.CharField(widget=forms.TextInput(attrs=attributes), **kwargs)


class ApplicationForm(forms.Form):
    """The whole application on one page, which is kept however far it has come.

    What is needed to submit is marked as needed; `is_complete_with` asks for it, saving does not.
    """

    #: A browser must let an unfinished draft be saved.
    use_required_attribute = False

    first_name = _line(label=_("First name"), max_length=150, attrs={"autocomplete": "given-name"})
    last_name = _line(label=_("Last name"), max_length=150, attrs={"autocomplete": "family-name"})
    country = CountryField(
        label=_("Country in which you work"),
        help_text=_("It decides which coordinators read your application."),
    )
    is_shielded = forms.BooleanField(
        label=_("My country is dangerous for people who do this work"),
        help_text=_(
            "Then only the secretariat reads your application, and as a member you begin hidden "
            "from everybody."
        ),
        required=False,
    )
    profession = forms.ChoiceField(label=_("What you do"), choices=[("", "—"), *Profession.choices])
    organisation = _line(label=_("Organisation or firm"), max_length=300, required=False)
    admissions = _text(
        rows=3,
        label=_("Bar admissions"),
        help_text=_("One on a line: the bar or court, the country, the year."),
        required=False,
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        max_length=300,
        widget=forms.URLInput(attrs={"autocomplete": "url", "dir": "ltr"}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which you can read what other members write"),
        choices=site_language_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    other_languages = forms.MultipleChoiceField(
        label=_("Other languages in which you work"),
        choices=other_language_choices,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    statement = _text(
        rows=10,
        label=_("Statement of interest"),
        help_text=_(
            "Why you would like to join, and what you do for workers. In any language; a page is "
            "enough."
        ),
    )
    represents_employers = forms.TypedChoiceField(
        label=_(
            "Do you, or does your firm, represent employers, or employers’ associations, against "
            "workers or their unions?"
        ),
        help_text=_("A yes does not exclude you. Two people then read your application."),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    conflicts_text = _text(
        rows=4,
        label=_("I also act for"),
        help_text=_(
            "If yes: for which employers, in which matters. You need not name clients whose names "
            "you must keep secret."
        ),
        required=False,
    )
    resume = SealedUploadField(label=_("Résumé"))
    attested = forms.BooleanField(label=_("I make this declaration"), required=False)
    #: Which wording she was shown; compared with the one that holds when she submits.
    attestation = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(
        self,
        *args: Any,
        application: Application | None,
        attestation: AttestationText,
        **kwargs: Any,
    ) -> None:
        """Begin with what is kept."""
        self.application, self.text = application, attestation
        self.wording = f"{attestation.version}-{attestation.language}"
        kept = _initial(application) if application else {}
        kwargs["initial"] = kept | {"attestation": self.wording}
        super().__init__(*args, **kwargs)

    @contextmanager
    def _nothing_needed(self) -> Iterator[None]:
        needed = [field for field in self.fields.values() if field.required]
        for field in needed:
            field.required = False
        try:
            yield
        finally:
            for field in needed:
                field.required = True

    def full_clean(self) -> None:
        """Check what is written; what is missing is no error yet."""
        with self._nothing_needed():
            super().full_clean()

    def values(self) -> dict[str, Any]:
        """Return what can be kept: every field that is in order, whatever the others are."""
        values = {
            name: self.cleaned_data[name] for name in DRAFT_FIELDS if name in self.cleaned_data
        }
        if "languages" in values:
            values["languages"] += self.cleaned_data.get("other_languages", [])
        return values

    def is_complete_with(self, missing: Iterable[str]) -> bool:
        """Return whether it can be submitted, and mark what is still missing if not."""
        for name in missing:
            if name not in self.errors:
                self.add_error(
                    name,
                    ValidationError(_("This is needed before you can submit."), code="required"),
                )
        if not self.cleaned_data.get("attested"):
            self.add_error("attested", _("You can only apply with this declaration."))
        elif self.cleaned_data.get("attestation") != self.wording:
            self.add_error(
                "attested",
                _("The declaration has been changed meanwhile. Please read it again and confirm."),
            )
        return not self.errors


def _initial(application: Application) -> dict[str, Any]:
    values = {name: getattr(application, name) for name in DRAFT_FIELDS}
    values["country"] = application.country.iso2 if application.country else ""
    answer = application.represents_employers
    values["represents_employers"] = None if answer is None else ("yes" if answer else "no")
    codes = set(language_codes())
    values["languages"] = [code for code in application.languages if code in codes]
    values["other_languages"] = [code for code in application.languages if code not in codes]
    return values


class AnswerForm(forms.Form):
    """An applicant's answer to what reviewers asked."""

    words = _text(label=_("Your answer"))
    resume = SealedUploadField(label=_("A new résumé, in place of the one before"), required=False)


class AppealForm(forms.Form):
    """Why a decision should be looked at again."""

    words = _text(label=_("Why the decision should be looked at again"))


# --- Reviewers ------------------------------------------------------------------------------


class NoteForm(forms.Form):
    """A note among reviewers."""

    note = _text(
        rows=4,
        label=_("Note for the other reviewers"),
        help_text=_("The applicant never sees it."),
    )


class ActionForm(forms.Form):
    """An action that needs nothing, and may be explained to the other reviewers."""

    note = _text(
        rows=4,
        label=_("Note for the other reviewers"),
        help_text=_("The applicant never sees it."),
        required=False,
    )


class ApprovalForm(ActionForm):
    """An approval, with words to the applicant if one likes."""

    words = _text(
        rows=6,
        label=_("Words to the applicant"),
        help_text=_("Sent with the letter, in the language in which you write them."),
        required=False,
    )
    field_order = ["words", "note"]


class WordsForm(ActionForm):
    """What the applicant has to be told: a question, or why she is declined."""

    words = _text(
        rows=6,
        label=_("Words to the applicant"),
        help_text=_("Sent with the letter, in the language in which you write them."),
    )
    field_order = ["words", "note"]


class TransferForm(ActionForm):
    """The region that an application is offered to."""

    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none())
    field_order = ["region", "note"]

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        """Offer the other regions."""
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Region]", self.fields["region"])
        field.queryset = Region.objects.filter(is_secretariat=False).exclude(
            code=application.region.code if application.region else ""
        )


class QueueForm(forms.Form):
    """What a reviewer looks for in the queue."""

    ALL = "all"

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("waiting for reviewers")),
            (ALL, _("all")),
            *(choice for choice in ApplicationStatus.choices if choice[0] != "draft"),
        ],
    )
    age = forms.ChoiceField(
        label=_("Waiting"),
        required=False,
        choices=[
            ("", _("any time")),
            ("14", _("14 days or longer")),
            ("21", _("21 days or longer")),
            ("28", _("28 days or longer")),
        ],
    )
    language = forms.ChoiceField(
        label=_("Language of the application"),
        required=False,
        choices=lambda: [("", _("all")), *site_language_choices()],
    )

    def __init__(self, *args: Any, countries: set[str], **kwargs: Any) -> None:
        """Offer the countries there are applications from."""
        super().__init__(*args, **kwargs)
        self.fields["country"] = country_filter(countries, _("all"))
        self.order_fields(["state", "age", "country", "language"])
