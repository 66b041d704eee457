"""What makes two works look the same where no number says that they are."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


def folded(title: str) -> str:
    """Return the letters and digits of a title, without case, accents and marks."""
    decomposed = unicodedata.normalize("NFKD", title.casefold())
    return "".join(c for c in decomposed if c.isalnum())


@dataclass(frozen=True, slots=True)
class Likeness:
    """The title, year and countries of a work, and by which systems it is numbered."""

    #: "title|year" for each of its titles.
    names: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    #: The systems in which the work has a number: where both have one, and none is the same, they
    #: are two works, however alike (yearbooks, series of judgments between the same parties).
    schemes: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        titles: set[str],
        year: int | None,
        countries: set[str],
        identities: frozenset[str],
    ) -> Likeness:
        """Return the likeness of a work."""
        return cls(
            frozenset(f"{name}|{year or ''}" for name in map(folded, titles) if name),
            frozenset(countries),
            frozenset(identity.partition("|")[0] for identity in identities),
        )

    def resembles(self, other: Likeness) -> bool:
        """Return whether the two may be one work: title, year and, where known, country."""
        if not self.names & other.names or self.schemes & other.schemes:
            return False
        return not (self.countries and other.countries) or bool(self.countries & other.countries)
