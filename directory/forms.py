"""What members write: their entry and who sees it, messages, reports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.languages import language_codes
from directory.enums import (
    CONTACT_LEVELS,
    DEFAULT_LEVELS,
    PUBLIC_FIELDS,
    ContactKind,
    EntryField,
    Request,
)
from directory.services.entries import ContactData, Showing
from directory.services.relay import MAX_MESSAGE_LENGTH
from membership.audiences import Level
from membership.fields import TextsFormField
from membership.languages import other_language_choices, site_language_choices
from taxonomy.fields import LabelsFormField
from taxonomy.models import FocusArea, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from directory.models import DirectoryEntry

#: How many other languages than the site's seven one may name.
OTHER_LANGUAGES = 3
MAX_TEXT = 3000
MAX_ADMISSIONS = 20
MAX_LINE = 200

_ADMISSION = re.compile(r"^(?P<body>.+?)(?:\s*[,;:–-]\s*(?P<year>(?:19|20)\d\d))?\s*$")
_PHONE = re.compile(r"^\+?[0-9][0-9 ().-]{4,30}$")


def level_choices(levels: Iterable[Level]) -> list[tuple[str, str]]:
    """Return levels with their words, in their order."""
    return [(level.value, str(level.label)) for level in levels]


def _offer(form: forms.Form, name: str, **offered: Any) -> None:
    """Give a field what can be chosen, in the reader's language."""
    for attribute, value in offered.items():
        setattr(form.fields[name], attribute, value)


def day_field() -> forms.DateField:
    """Return the field for the last day on which something is shown."""
    return forms.DateField(
        required=False,
        label=gettext_lazy("Until and including"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class AdmissionsField(forms.CharField):
    """Admissions, one on a line, each with its year at the end where it is known."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """Write stored admissions as lines."""
        if not isinstance(value, list):
            return value
        return "\n".join(
            f"{one['body']}, {one['year']}" if one.get("year") else one["body"] for one in value
        )

    def clean(self, value: Any) -> Any:
        """Return [{"body": …, "year": …}]. Raises ValidationError for too many or too long ones."""
        lines = [line.strip() for line in super().clean(value).splitlines()]
        lines = [line for line in lines if line]
        # Before the pattern sees them: it takes too long over many thousand characters.
        if len(lines) > MAX_ADMISSIONS:
            raise forms.ValidationError(
                _("At most %(limit)d admissions."), params={"limit": MAX_ADMISSIONS}
            )
        if any(len(line) > MAX_LINE for line in lines):
            raise forms.ValidationError(_("A line has at most 200 characters."))
        admissions: list[dict[str, Any]] = []
        for line in lines:
            if match := _ADMISSION.match(line):
                year = match["year"]
                admissions.append({"body": match["body"], "year": int(year) if year else None})
        return admissions

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare with the stored admissions, as lines."""
        return super().has_changed(self.prepare_value(initial), data)


class EntryForm(forms.Form):
    """A member's own entry; beside each fact who sees it, and until when."""

    headline = LabelsFormField(
        required=False,
        label=EntryField.HEADLINE.label,
        help_text=gettext_lazy(
            "What you do, in a few words, in one or more languages. Readers get the language "
            "nearest to theirs."
        ),
    )
    bio = TextsFormField(required=False, label=EntryField.BIO.label)
    focus_areas = forms.ModelMultipleChoiceField(
        FocusArea.objects.none(),
        required=False,
        label=EntryField.EXPERTISE.label,
        widget=forms.CheckboxSelectMultiple,
    )
    subjects = forms.ModelMultipleChoiceField(
        Subject.objects.none(),
        required=False,
        label=gettext_lazy("Subjects within them"),
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        required=False,
        label=EntryField.LANGUAGES.label,
        help_text=gettext_lazy("In which you can take part in a case or a discussion."),
        widget=forms.CheckboxSelectMultiple,
    )
    organisation = forms.CharField(
        required=False, max_length=200, label=EntryField.ORGANISATION.label
    )
    city = forms.CharField(required=False, max_length=120, label=EntryField.CITY.label)
    admissions = AdmissionsField(
        required=False,
        label=EntryField.ADMISSIONS.label,
        help_text=gettext_lazy(
            "Bars and courts, one on a line, with the year if you like: Bar of Example, 2012."
        ),
    )
    accepts = forms.MultipleChoiceField(
        choices=Request.choices,
        required=False,
        label=gettext_lazy("Other members may ask me for"),
        widget=forms.CheckboxSelectMultiple,
    )
    website = forms.URLField(
        required=False, max_length=300, label=EntryField.WEBSITE.label, assume_scheme="https"
    )

    def __init__(
        self, *args: Any, entry: DirectoryEntry, may_be_public: bool, **kwargs: Any
    ) -> None:
        """Start from the entry as it stands; `may_be_public` offers the level "everybody"."""
        self.may_be_public = may_be_public
        kwargs["initial"] = self._initial(entry)
        super().__init__(*args, **kwargs)
        _offer(self, "focus_areas", queryset=FocusArea.objects.filter(is_archived=False))
        _offer(self, "subjects", queryset=Subject.objects.all())
        _offer(self, "languages", choices=site_language_choices())
        others = [("", "—"), *other_language_choices()]
        for number in range(OTHER_LANGUAGES):
            self.fields[f"other_language_{number}"] = forms.ChoiceField(
                choices=others,
                required=False,
                label=_("Another language (%(number)d)") % {"number": number + 1},
            )
        for field in EntryField:
            levels = [
                level
                for level in Level
                if level != Level.PUBLIC or (may_be_public and field in PUBLIC_FIELDS)
            ]
            self.fields[f"level_{field}"] = forms.ChoiceField(
                choices=level_choices(levels), label=_("Who sees it")
            )
            self.fields[f"until_{field}"] = day_field()

    def _initial(self, entry: DirectoryEntry) -> dict[str, Any]:
        names = ("headline", "bio", "organisation", "city", "admissions", "accepts", "website")
        initial: dict[str, Any] = {name: getattr(entry, name) for name in names}
        initial["focus_areas"] = list(entry.focus_areas.all())
        initial["subjects"] = list(entry.subjects.all())
        codes = language_codes()
        initial["languages"] = [code for code in entry.languages if code in codes]
        others = [code for code in entry.languages if code not in codes]
        for number, code in enumerate(others[:OTHER_LANGUAGES]):
            initial[f"other_language_{number}"] = code
        for field in EntryField.values:
            level, until = entry.chosen_level(field)
            if level == Level.PUBLIC and not self.may_be_public:
                level = Level.MEMBERS
            initial[f"level_{field}"], initial[f"until_{field}"] = level, until
        return initial

    def clean_bio(self) -> dict[str, str]:
        """Refuse what is too long to be read. Raises ValidationError."""
        texts = self.cleaned_data["bio"]
        if any(len(text) > MAX_TEXT for text in texts.values()):
            raise forms.ValidationError(
                _("At most %(limit)d characters in each language."), params={"limit": MAX_TEXT}
            )
        return texts

    def clean_headline(self) -> dict[str, str]:
        """Refuse what is no line any more. Raises ValidationError."""
        texts = self.cleaned_data["headline"]
        if any(len(text) > 160 for text in texts.values()):
            raise forms.ValidationError(
                _("At most %(limit)d characters in each language."), params={"limit": 160}
            )
        return texts

    def rows(self) -> list[dict[str, Any]]:
        """Return for each fact its boxes, who sees it and until when, as the page draws them."""
        boxes: dict[str, list[str]] = {field: [field] for field in EntryField.values}
        boxes[EntryField.NAME], boxes[EntryField.COUNTRY] = [], []
        boxes[EntryField.EXPERTISE] = ["focus_areas", "subjects"]
        boxes[EntryField.LANGUAGES] += [f"other_language_{n}" for n in range(OTHER_LANGUAGES)]
        return [
            {
                "name": field.value,
                "title": field.label,
                "boxes": [self[name] for name in boxes[field]],
                "level": self[f"level_{field}"],
                "until": self[f"until_{field}"],
            }
            for field in EntryField
        ]

    def facts(self) -> dict[str, Any]:
        """Return what the entry is to say."""
        data = self.cleaned_data
        others = [data[f"other_language_{n}"] for n in range(OTHER_LANGUAGES)]
        facts = {
            name: data[name]
            for name in (
                *("headline", "bio", "focus_areas", "subjects", "organisation", "city"),
                *("admissions", "accepts", "website"),
            )
        }
        languages = [*data["languages"], *(code for code in others if code)]
        return facts | {"languages": list(dict.fromkeys(languages))}

    def showing(self) -> dict[str, Showing]:
        """Return who is to see which fact."""
        data = self.cleaned_data
        return {
            field: Showing(Level(data[f"level_{field}"]), data[f"until_{field}"])
            for field in DEFAULT_LEVELS
        }


class ContactForm(forms.Form):
    """One way to reach a member; an empty value takes it away."""

    token = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=ContactKind.choices, label=gettext_lazy("Kind"))
    value = forms.CharField(required=False, max_length=200, label=gettext_lazy("Address or number"))
    level = forms.ChoiceField(label=gettext_lazy("Who sees it"), initial=Level.NOBODY)
    until = day_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the levels that a way to reach someone may have."""
        super().__init__(*args, **kwargs)
        _offer(self, "level", choices=level_choices(CONTACT_LEVELS))

    def clean(self) -> dict[str, Any]:
        """Check that an address is one and a number is one."""
        data = super().clean() or self.cleaned_data
        kind, value = data.get("kind"), data.get("value", "")
        if value and kind == ContactKind.EMAIL:
            try:
                validate_email(value)
            except forms.ValidationError as error:
                self.add_error("value", error)
        if value and kind == ContactKind.PHONE and not _PHONE.match(value):
            self.add_error(
                "value", _("A number has digits only, with the country's code: +99 1 2345678.")
            )
        return data

    def contact(self) -> ContactData | None:
        """Return the contact, None where the value was left or made empty."""
        data = self.cleaned_data
        if not data.get("value"):
            return None
        return ContactData(
            kind=data["kind"],
            value=data["value"],
            level=Level(data["level"]),
            until=data["until"],
            token=data["token"],
        )


ContactFormSet = forms.formset_factory(ContactForm, extra=1, max_num=8, validate_max=True)


def contact_forms(entry: DirectoryEntry, data: Any = None) -> forms.BaseFormSet:
    """Return the boxes for an entry's contacts, and one more for another."""
    initial = [
        {
            "token": contact.token,
            "kind": contact.kind,
            "value": contact.value,
            "level": contact.level,
            "until": contact.until,
        }
        for contact in entry.contacts.all()
    ]
    return ContactFormSet(data, initial=initial, prefix="contacts")


class MessageForm(forms.Form):
    """A message to another member."""

    body = forms.CharField(
        max_length=MAX_MESSAGE_LENGTH,
        label=gettext_lazy("Message"),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )


class ReportForm(forms.Form):
    """What a member tells the secretariat."""

    reason = forms.CharField(
        max_length=MAX_MESSAGE_LENGTH,
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("Only the secretariat reads this. The other member is not told."),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )


class ConsentForm(forms.Form):
    """What of an entry everybody may see."""

    fields_shown = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Besides what you are called, everybody may see"),
        widget=forms.CheckboxSelectMultiple,
    )
    agrees = forms.BooleanField(
        label=gettext_lazy(
            "I agree to be shown with my region on the public page of the advisory board. I can "
            "take this back at any time, and it then ends at once."
        )
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the fields that may be public."""
        super().__init__(*args, **kwargs)
        offered = [
            (field.value, field.label)
            for field in EntryField
            if field in PUBLIC_FIELDS and field != EntryField.NAME
        ]
        _offer(self, "fields_shown", choices=offered)


class CloseReportForm(forms.Form):
    """What the secretariat did about a report."""

    note = forms.CharField(
        max_length=MAX_MESSAGE_LENGTH,
        label=gettext_lazy("What was done"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class SeatForm(forms.Form):
    """To whom a seat on the board is given."""

    token = forms.CharField(
        max_length=12,
        label=gettext_lazy("Reference of the member"),
        help_text=gettext_lazy(
            "The twelve characters at the end of the address of the member’s entry in the directory."
        ),
    )
