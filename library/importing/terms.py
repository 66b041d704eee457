"""The words by which files name focus areas, subjects and countries."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _

from core.languages import language_codes
from library.importing.errors import CellError
from taxonomy.loading import DATA
from taxonomy.models import Country, FocusArea, Subject


def normalised(name: str) -> str:
    """Return a name without what writers vary: case, hyphens, "&", American spelling."""
    name = re.sub(r"[\s‐-]+", " ", name.casefold().replace("&", " and "))
    return name.strip().replace("labor ", "labour ").replace("organising", "organizing")


@dataclass(frozen=True, slots=True)
class Terms:
    """All terms by their names, read once for an import."""

    focus_areas: dict[str, FocusArea]
    subjects: dict[str, Subject]
    countries: dict[str, Country]
    #: Phrases of catalogues and the subjects that cover them.
    phrases: dict[str, list[str]]
    #: Focus areas, subjects and countries by their names in every language of the site.
    headings: dict[str, FocusArea | Subject]
    country_names: dict[str, Country]

    @classmethod
    def load(cls) -> Self:
        """Read the terms of the site."""
        focus_areas = {}
        for area in FocusArea.objects.all():
            focus_areas[area.slug] = focus_areas[normalised(area.label("en"))] = area
        subjects = {}
        for subject in Subject.objects.all():
            subjects[subject.slug] = subjects[normalised(subject.label("en"))] = subject
        aliases = json.loads((DATA / "subject_aliases.json").read_text(encoding="utf-8"))
        countries = {country.iso2: country for country in Country.objects.all()}
        headings: dict[str, FocusArea | Subject] = {}
        # A focus area and a subject under it may share a name: the broader heading wins.
        terms: list[FocusArea | Subject] = [*subjects.values(), *focus_areas.values()]
        for term in terms:
            for code in language_codes():
                headings[normalised(term.label(code))] = term
        return cls(
            focus_areas,
            subjects,
            countries,
            {normalised(phrase): slugs for phrase, slugs in aliases.items()},
            headings,
            {
                normalised(country.label(code)): country
                for country in countries.values()
                for code in language_codes()
            },
        )

    def heading(self, name: str) -> FocusArea | Subject | None:
        """Return the focus area or subject of a name in any language, None where none has it."""
        return self.headings.get(normalised(name))

    def country_named(self, name: str) -> Country:
        """Return the country of a code or of a name in any language. Raises CellError."""
        return self.country_names.get(normalised(name)) or self.country(name)

    def focus_area(self, name: str) -> FocusArea:
        """Return the focus area of a name. Raises CellError."""
        try:
            return self.focus_areas[normalised(name)]
        except KeyError:
            raise CellError(_("There is no focus area “%(name)s”.") % {"name": name}) from None

    def subjects_of(self, phrase: str) -> list[Subject]:
        """Return the subjects that cover a phrase. Raises CellError."""
        phrase_key = normalised(phrase)
        slugs = self.phrases.get(phrase_key, [phrase_key])
        try:
            return [self.subjects[slug] for slug in slugs]
        except KeyError:
            raise CellError(_("There is no subject “%(name)s”.") % {"name": phrase}) from None

    def country(self, iso2: str) -> Country:
        """Return the country of an ISO 3166-1 code of two letters. Raises CellError."""
        try:
            return self.countries[iso2.upper()]
        except KeyError:
            raise CellError(_("There is no country “%(code)s”.") % {"code": iso2}) from None
