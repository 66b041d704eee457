"""What a row changes in an entry that is there already.

Three versions meet: the row, the row as it was imported last, and the entry as people have edited
it since. Only what the file changed is written, so that an import never undoes an editor's work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from library.enums import Verification
from library.importing.numbers import comparable

if TYPE_CHECKING:
    from wagtail.models import Orderable

    from library.importing.profiles import Child, Facts
    from library.models import LibraryEntryPage

#: The fields by which a child row is known among its siblings.
CHILD_IDENTITY = {
    "citations": ("key",),
    "identifiers": ("scheme", "value"),
    "other_titles": ("language",),
    "instruments": ("code",),
    "people": ("role", "name"),
}
#: Lists that are complete or not there: names are written in too many ways to be told apart.
WHOLE = frozenset(["people"])
#: Fields that only have a meaning together with another.
BELONGS_TO = {
    "date_precision": "date",
    "ratifications_as_of": "ratification_count",
    "status_as_of": "status",
    "verified_against": "verification",
}
BLANKS = (None, "", Verification.UNVERIFIED)

_UNKNOWN = object()


@dataclass(slots=True)
class Merge:
    """What changed: whether child rows were added, and whether anything else did."""

    has_added: bool = False
    has_changed: bool = False

    def __bool__(self) -> bool:
        """Return whether the entry must be written."""
        return self.has_added or self.has_changed


def merge(
    page: LibraryEntryPage, now: Facts, before: Facts | None, *, only_adds: bool = False
) -> Merge:
    """Bring an entry, in memory, to what the row says.

    Without an earlier import only what is blank is filled in: a person wrote the rest. A row that
    `only_adds` takes nothing away, and changes a field only where nobody has written since.
    """
    result = Merge()
    _merge_fields(page, now, before, result, only_adds)
    for relation, terms in now.terms.items():
        earlier = before.terms.get(relation, frozenset()) if before else frozenset()
        current = set(getattr(page, relation).all())
        removed = frozenset() if only_adds else earlier - terms
        wanted = (current - removed) | (terms - earlier)
        if wanted != current:
            setattr(page, relation, list(wanted))
            result.has_changed = True
    for relation, children in now.children.items():
        earlier_children = before.children.get(relation, []) if before else []
        if only_adds:
            if relation in WHOLE and getattr(page, relation).exists():
                continue
            children = [*children, *_missing(relation, earlier_children, children)]
        _merge_children(page, relation, children, earlier_children, result)
    return result


def _missing(relation: str, earlier: list[Child], now: list[Child]) -> list[Child]:
    """Return the rows of an earlier import that are not among those of now."""
    names = CHILD_IDENTITY[relation]
    known = {_identity(child, names) for child in now}
    return [child for child in earlier if _identity(child, names) not in known]


def _merge_fields(
    page: LibraryEntryPage, now: Facts, before: Facts | None, result: Merge, only_adds: bool
) -> None:
    blank = {name for name in now.fields if getattr(page, name) in BLANKS}
    for name, value in now.fields.items():
        if before is None:
            may_write = BELONGS_TO.get(name, name) in blank
        else:
            was = before.fields.get(name, _UNKNOWN)
            may_write = value != was
            if only_adds and getattr(page, name) != was:
                may_write = may_write and BELONGS_TO.get(name, name) in blank
        if may_write and getattr(page, name) != value:
            setattr(page, name, value)
            result.has_changed = True


def _merge_children(
    page: LibraryEntryPage,
    relation: str,
    now: list[Child],
    before: list[Child],
    result: Merge,
) -> None:
    names = CHILD_IDENTITY[relation]
    items: list[Orderable] = list(getattr(page, relation).all())
    current = {
        _identity({name: getattr(item, name) for name in names}, names): item for item in items
    }
    earlier = {_identity(child, names): child for child in before}
    wanted = {_identity(child, names): child for child in now}
    for identity, child in wanted.items():
        item = current.get(identity)
        if item is None:
            # One that was imported before and is gone was taken out by an editor.
            if identity not in earlier:
                items.append(page._meta.get_field(relation).related_model(**child))
                result.has_added = True
            continue
        for name, value in child.items():
            if name in names:
                # However it is spelt: by this they were found to be one.
                continue
            was = earlier.get(identity, {}).get(name, _UNKNOWN)
            if value != was and getattr(item, name) != value:
                setattr(item, name, value)
                result.has_changed = True
    for identity in earlier.keys() - wanted.keys():
        if item := current.get(identity):
            items.remove(item)
            result.has_changed = True
    if result:
        for order, item in enumerate(items):
            item.sort_order = order
        setattr(page, relation, items)


def _identity(child: Child, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(comparable(child[n]) if n == "value" else child[n] for n in names)
