"""The relations of a work to others as its page shows them: what it does, and what is done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.languages import current_language
from library.enums import RelationPredicate
from library.listing import entries_for, rows
from library.models import EntryRelation, LibraryEntryPage

if TYPE_CHECKING:
    from uuid import UUID

#: How many works of one verb a page lists; the others are counted.
PER_VERB = 20
_PREDICATES = list(RelationPredicate)
#: A predicate, and whether it is said from the other side.
Verb = tuple[RelationPredicate, bool]


def relations_context(entry: LibraryEntryPage, user: Any) -> dict[str, Any]:
    """Return the relations of a work that a reader may know of, in a constant number of queries.

    `relation_groups` are rows by verb; `relation_notices` say what amended, repealed or overruled
    the work, which a reader must know before she relies on it. A work that she may not see is in
    neither: that it exists is not hers to know.
    """
    code = current_language().code
    stated = _stated(entry, user)
    by_verb = _visible_by_verb(stated, user, code)
    wanted = {key for keys in by_verb.values() for key in keys[:PER_VERB]}
    pages = list(entries_for(user, code).filter(translation_key__in=wanted)) if wanted else []
    shown = {page.translation_key: row for page, row in zip(pages, rows(pages, code), strict=True)}
    groups, notices = [], []
    for verb, keys in by_verb.items():
        predicate, is_reverse = verb
        label = predicate.reverse_label if is_reverse else str(predicate.label)
        found = [
            shown[key] | {"note": stated[verb, key], "snippet": ""}
            for key in keys[:PER_VERB]
            if key in shown
        ]
        groups.append({"title": label, "rows": found, "more": len(keys) - len(found)})
        if is_reverse and predicate.changes_the_law:
            notices += [{"title": label, "row": row} for row in found]
    return {"relation_groups": groups, "relation_notices": notices}


def _stated(entry: LibraryEntryPage, user: Any) -> dict[tuple[Verb, UUID], str]:
    """Return the notes of what is stated on both sides, by verb and the other work.

    What this page states is read from the page itself, so that a preview shows what is not saved.
    """
    own = {
        (RelationPredicate(row.predicate), row.target_id): row.note for row in entry.relations.all()
    }
    found: dict[tuple[Verb, UUID], str] = {}
    if own:
        works = dict(
            LibraryEntryPage.objects.filter(
                pk__in=[target for _predicate, target in own]
            ).values_list("pk", "translation_key")
        )
        for (predicate, target), note in own.items():
            if target in works:
                found.setdefault(((predicate, False), works[target]), note)
    for text, work, note in (
        EntryRelation.objects.filter(
            target__translation_key=entry.translation_key,
            page__in=LibraryEntryPage.objects.visible_to(user).values("pk"),
        )
        .order_by("pk")
        .values_list("predicate", "page__translation_key", "note")
    ):
        found.setdefault(((RelationPredicate(text), True), work), note)
    return {
        (verb, work): note for (verb, work), note in found.items() if work != entry.translation_key
    }


def _visible_by_verb(
    stated: dict[tuple[Verb, UUID], str], user: Any, code: str
) -> dict[Verb, list[UUID]]:
    """Return the works a reader may see by verb: what changed the law first, the newest first."""
    if not stated:
        return {}
    visible = list(
        entries_for(user, code)
        .filter(translation_key__in={work for _verb, work in stated})
        .values_list("translation_key", flat=True)
    )
    by_verb = {
        verb: [work for work in visible if (verb, work) in stated]
        for verb in sorted({verb for verb, _work in stated}, key=_verb_order)
    }
    return {verb: works for verb, works in by_verb.items() if works}


def _verb_order(verb: Verb) -> tuple[bool, int, bool]:
    predicate, is_reverse = verb
    return (
        not (is_reverse and predicate.changes_the_law),
        _PREDICATES.index(predicate),
        is_reverse,
    )
