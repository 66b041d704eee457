"""What a profile is: which columns a kind of file has, and what they say about an entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from library.enums import RowVerdict
from library.importing.errors import CellError, ImportRefusedError, in_column
from library.importing.likeness import Likeness
from library.importing.parsers import line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Field, Model, QuerySet

    from library.importing.terms import Terms
    from library.models import LibraryEntryPage
    from taxonomy.models import Term


@dataclass(frozen=True, slots=True)
class Column:
    """A column a profile reads: its name, how, and whether a row may leave it empty."""

    name: str
    parse: Callable[[str], Any] = line
    is_required: bool = False
    #: A file without this column is not of this kind.
    is_expected: bool = True

    def read(self, text: str) -> Any:
        """Return the value, None for an empty cell. Raises CellError with the column's name."""
        if not text:
            if self.is_required:
                raise CellError(_("The cell must not be empty."), self.name)
            return None
        with in_column(self.name):
            return self.parse(text)


#: A row of a child table: field names and values.
Child = dict[str, Any]


@dataclass(slots=True)
class Facts:
    """What one row says about its entry."""

    #: By which a person knows the row.
    key: str
    #: By any of which the row and its entry know each other.
    identities: frozenset[str]
    fields: dict[str, Any] = field(default_factory=dict)
    #: Many-to-many relations and what they hold.
    terms: dict[str, frozenset[Term]] = field(default_factory=dict)
    #: Child relations and the rows they hold.
    children: dict[str, list[Child]] = field(default_factory=dict)
    slug: str = ""
    #: The type of entry, where the profile is not of one type only.
    model: type[LibraryEntryPage] | None = None
    likeness: Likeness = field(default_factory=Likeness)


def _no_likeness(_page: LibraryEntryPage) -> Likeness:
    return Likeness()


@dataclass(frozen=True)
class Profile:
    """A kind of file that can be imported."""

    name: str
    model: type[LibraryEntryPage]
    columns: tuple[Column, ...]
    #: Turns the values of the columns into facts.
    facts: Callable[[dict[str, Any], Terms], Facts]
    #: Finds the entries that rows may speak of.
    find: Callable[[QuerySet[LibraryEntryPage], Iterable[Facts]], Iterable[LibraryEntryPage]]
    #: Returns the identities an entry has.
    identities: Callable[[LibraryEntryPage], frozenset[str]]
    #: The column to blame for what is wrong with a field.
    column_of: dict[str, str] = field(default_factory=dict)
    #: Whether a row that no entry answers to makes one.
    makes_pages: bool = True
    #: Whether files come from many places: then a row adds and never takes away, two rows about one
    #: work are no error, and a work that only looks the same is left out.
    is_gathered: bool = False
    #: What an entry has in common with rows that are not known by a number.
    likeness: Callable[[LibraryEntryPage], Likeness] = _no_likeness

    @property
    def nothing_new(self) -> RowVerdict:
        """Return the verdict on a row whose entry says all of it already."""
        return RowVerdict.UNCHANGED if self.is_gathered else RowVerdict.DUPLICATE

    @cached_property
    def names(self) -> frozenset[str]:
        """Return the names of the columns."""
        return frozenset(column.name for column in self.columns)

    @property
    def key_column(self) -> str:
        """Return the column by which a person tells rows apart: the first."""
        return self.columns[0].name

    def check_header(self, header: list[str]) -> list[str]:
        """Return the columns that will be ignored. Raises ImportRefusedError where one is missing."""
        missing = [c.name for c in self.columns if c.is_expected and c.name not in header]
        if missing:
            raise ImportRefusedError(
                _("Columns are missing: %(names)s.") % {"names": ", ".join(missing)}
            )
        return [name for name in header if name not in self.names]

    def read(self, cells: dict[str, str], terms: Terms) -> Facts:
        """Return what a row says. Raises CellError with the column where one is to blame."""
        facts = self.facts({c.name: c.read(cells.get(c.name, "")) for c in self.columns}, terms)
        model = facts.model or self.model
        self._check(model, facts.fields)
        for relation, children in facts.children.items():
            child_model = model._meta.get_field(relation).related_model
            for child in children:
                self._check(child_model, child)
        return facts

    def _check(self, model: type[Model], values: dict[str, Any]) -> None:
        """Hold values against the model's fields: lengths, choices, formats."""
        for name, value in values.items():
            try:
                cast("Field", model._meta.get_field(name)).clean(value, None)
            except ValidationError as error:
                raise CellError(error.messages[0], self.column_of.get(name, name)) from None
