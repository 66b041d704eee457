"""Forms of the import: the file, what its columns stand for, what holds for every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.enums import MaterialType
from library.importing.errors import CellError, ImportRefusedError
from library.importing.headings import LABELS, guess
from library.importing.parsers import spoken_language
from library.importing.uploads import MAX_MEGABYTES, keep_upload
from library.models import ImportMapping
from taxonomy.services import country_labels, sort_by_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User
    from library.models import ImportUpload


class UploadForm(forms.Form):
    """The file to import."""

    file = forms.FileField(label=gettext_lazy("File"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Take who brings the file."""
        super().__init__(*args, **kwargs)
        self.user = user
        self.upload: ImportUpload | None = None
        self.fields["file"].help_text = _(
            "CSV, XLSX, RIS, BibTeX or CSL-JSON, in UTF-8, up to %(size)d MB."
        ) % {"size": MAX_MEGABYTES}

    def clean(self) -> dict[str, Any]:
        """Keep the file where it can be imported, and say why where it cannot."""
        data = super().clean() or {}
        if "file" in data:
            try:
                self.upload = keep_upload(data["file"], user=self.user)
            except ImportRefusedError as error:
                self.add_error("file", str(error))
        return data


class PrepareForm(forms.Form):
    """What the columns of a table stand for, and what holds for rows that do not say."""

    type = forms.ChoiceField(label=gettext_lazy("Type of material"), required=False)
    countries = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    language = forms.CharField(
        label=gettext_lazy("Language"),
        required=False,
        max_length=35,
        help_text=gettext_lazy("A name or a code, such as Turkish, tr or pt-BR."),
    )
    save_as = forms.CharField(
        label=gettext_lazy("Keep these choices under the name"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("The next file with such columns can take them over."),
    )
    replaces = forms.BooleanField(
        label=gettext_lazy("Replace the choices kept under this name"), required=False
    )

    def __init__(
        self, *args: Any, upload: ImportUpload, kept: ImportMapping | None = None, **kwargs: Any
    ) -> None:
        """Offer a choice for every heading, filled in from what was kept, else with a guess."""
        held = kept or upload
        defaults: Mapping[str, str] = held.defaults
        kwargs["initial"] = {**defaults, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.upload = upload
        nothing = [("", _("Each row says it"))]
        kinds = [kind for kind in MaterialType if kind != MaterialType.INSTRUMENT]
        countries = sort_by_label(list(country_labels().items()))
        self._offer("type", nothing + [(kind.value, str(kind.label)) for kind in kinds])
        self._offer("countries", nothing + countries)
        known = upload.mapping or guess(upload.header)
        if kept:
            known = {name: kept.mapping[name] for name in upload.header if name in kept.mapping}
        columns = [("", _("Leave out")), *LABELS.items()]
        for position, heading in enumerate(upload.header):
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=heading,
                choices=columns,
                required=False,
                initial=known.get(heading, ""),
                help_text=_example(upload, position),
            )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    @property
    def column_fields(self) -> list[forms.BoundField]:
        """Return the choices for the headings."""
        return [self[f"column_{position}"] for position in range(len(self.upload.header))]

    @property
    def default_fields(self) -> list[forms.BoundField]:
        """Return what holds for every row."""
        return [self[name] for name in ("type", "countries", "language")]

    @property
    def keeping_fields(self) -> list[forms.BoundField]:
        """Return by what the choices are kept for the next time."""
        return [self["save_as"], self["replaces"]]

    def clean_language(self) -> str:
        """Return the code of the language."""
        text = self.cleaned_data["language"].strip()
        try:
            return spoken_language(text) if text else ""
        except CellError as error:
            raise forms.ValidationError(error.message) from None

    def clean(self) -> dict[str, Any]:
        """Refuse a column that two headings stand for, and a table without titles."""
        data = super().clean() or {}
        taken: dict[str, str] = {}
        for position, heading in enumerate(self.upload.header):
            column = data.get(f"column_{position}")
            if not column:
                continue
            if column in taken:
                self.add_error(
                    f"column_{position}",
                    _("“%(heading)s” stands for this already.") % {"heading": taken[column]},
                )
            else:
                taken[column] = heading
        if self.upload.header and "title" not in taken:
            self.add_error(None, _("Choose the column that holds the titles."))
        name = data.get("save_as", "").strip()
        if name and not data.get("replaces") and ImportMapping.objects.filter(name=name).exists():
            self.add_error(
                "save_as", _("Choices are kept under this name already. Replace them, or rename.")
            )
        return data

    @property
    def mapping(self) -> dict[str, str]:
        """Return the columns by their headings."""
        return {
            heading: self.cleaned_data[f"column_{position}"]
            for position, heading in enumerate(self.upload.header)
            if self.cleaned_data[f"column_{position}"]
        }

    @property
    def defaults(self) -> dict[str, str]:
        """Return what holds for every row, by column."""
        return {
            name: self.cleaned_data[name]
            for name in ("type", "countries", "language")
            if self.cleaned_data[name]
        }

    def keep(self) -> None:
        """Keep the choices where a name is given."""
        if name := self.cleaned_data["save_as"].strip():
            ImportMapping.objects.update_or_create(
                name=name, defaults={"mapping": self.mapping, "defaults": self.defaults}
            )


def _example(upload: ImportUpload, position: int) -> str:
    """Return the first text that stands under a heading."""
    for row in upload.sample:
        if position < len(row) and row[position]:
            return _("For example: %(text)s") % {"text": row[position]}
    return ""
