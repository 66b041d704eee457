"""The names by which files call the types of material."""

from __future__ import annotations

from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.languages import language_codes
from library.enums import MaterialType
from library.importing.errors import CellError
from library.importing.terms import normalised

#: English words for types beside their own names.
WORDS = {
    "act": MaterialType.LEGISLATION,
    "amicus": MaterialType.BRIEF,
    "amicus brief": MaterialType.BRIEF,
    "amicus curiae": MaterialType.BRIEF,
    "amicus curiae brief": MaterialType.BRIEF,
    "book": MaterialType.REPORT,
    "checklist": MaterialType.TOOLKIT,
    "decision": MaterialType.CASE,
    "decree": MaterialType.LEGISLATION,
    "guide": MaterialType.TOOLKIT,
    "judgement": MaterialType.CASE,
    "judgment": MaterialType.CASE,
    "law": MaterialType.LEGISLATION,
    "regulation": MaterialType.LEGISLATION,
    "statute": MaterialType.LEGISLATION,
    "training material": MaterialType.TOOLKIT,
}


@cache
def _names() -> dict[str, MaterialType]:
    found = {normalised(word): kind for word, kind in WORDS.items()}
    for kind in MaterialType:
        found[normalised(kind.value)] = kind
        for code in language_codes():
            with override(code):
                found[normalised(str(kind.label))] = kind
    return found


def kind_named(text: str) -> MaterialType | None:
    """Return the type of a name in any language of the site, None where none has it."""
    return _names().get(normalised(text))


def material_type(text: str) -> MaterialType:
    """Return the type of a name. Raises CellError."""
    kind = kind_named(text)
    if kind is None:
        raise CellError(
            _("“%(text)s” is no type of material of the library.") % {"text": text[:80]}
        )
    return kind
