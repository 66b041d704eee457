"""Search on PostgreSQL: a tsvector of each document and one of each part of its text.

Both are made in Python from the same stems as on SQLite; no text search configuration has a say.
A document's vector knows which words it has and how often, since positions would end at 16,383 and
at 256 per word; phrases are found in the vectors of its parts, and in its heading. Two functions,
made by the migration, do the matching: only so is the index sure to be used.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from django.db import connection

from search.engines.database import (
    MAX_RANKED,
    NAMES_WEIGHT,
    TITLE_SCORE,
    WORDS_SCORE,
    DatabaseEngine,
)
from search.engines.statement import Sql
from search.parsing import Clause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.documents import AnalysedDocument
    from search.models import SearchTextPart
    from search.parsing import Group, ParsedQuery

#: PostgreSQL refuses a vector of 1 MB.
MAX_VECTOR_BYTES = 900_000
MAX_HEADING_WORDS = 4_000
#: Subject headings stand after the titles, each apart from the next, with a weight of their own.
LABEL_POSITION = 4_100
#: From here on a document's vector has no places but, for its rank, how often a word occurs.
BODY_POSITION = 10_000
MAX_OCCURRENCES = 8
MAX_POSITIONS = 255


class PostgresqlEngine(DatabaseEngine):
    """tsvector with GIN indexes, ranked by ts_rank with the heading's weight ten times the text's."""

    position_function: ClassVar[str] = "strpos"

    def _store_words(
        self, documents: list[tuple[int, AnalysedDocument]], parts: list[SearchTextPart]
    ) -> None:
        analysed = [part for _id, document in documents for part in document.parts]
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE search_searchdocument SET vector = v.vector,"
                " heading = ts_filter(v.vector, '{a,b}')"
                " FROM (SELECT %s::tsvector AS vector) v WHERE id = %s",
                [(_document_vector(document), pk) for pk, document in documents],
            )
            cursor.executemany(
                "UPDATE search_searchtextpart SET vector = %s::tsvector WHERE id = %s",
                [
                    (_vector(_positions([*part.words, *part.following])), row.pk)
                    for row, part in zip(parts, analysed, strict=True)
                ],
            )

    def _forget_words(self, document_ids: list[int]) -> None:
        """Do nothing: the words are columns of rows that are deleted or written anyway."""

    def _matched(self, parsed: ParsedQuery) -> Sql:
        own_words = " & ".join(f"({_any_form(clause, ' & ')})" for clause in parsed.clauses)
        pieces = [
            _with_tests(
                _ranked(own_words, _any(parsed.clauses), 1.0, WORDS_SCORE),
                [_phrase(clause) for clause in parsed.clauses if clause.is_phrase],
            )
        ]
        if len(parsed.groups) == 1:
            pieces += _by_name(parsed.groups[0])
        elif parsed.names:
            loosely = " & ".join(f"({_alternatives(group)})" for group in parsed.groups)
            ranked = _any((*parsed.clauses, *parsed.names))
            pieces.append(
                _with_tests(
                    _ranked(loosely, ranked, NAMES_WEIGHT, 0),
                    [test for group in parsed.groups for test in _group_tests(group)],
                )
            )
        return Sql(
            " UNION ALL ".join(piece.text for piece in pieces),
            tuple(param for piece in pieces for param in piece.params),
        )


def _ranked(wanted: str, ranked: str, weight: float, base: int) -> Sql:
    """Return a SELECT of the documents with words, ranked above a base, or at it if they are many.

    With a base the titles are asked as well, which come first then.
    """
    return Sql(
        "SELECT m.id, m.score FROM"
        " search_documents_ranked(%s::tsquery, %s::tsquery, %s, %s, %s, %s) m",
        (wanted, ranked, weight, base, TITLE_SCORE if base else 0, MAX_RANKED),
    )


def _with_tests(found: Sql, tests: list[Sql]) -> Sql:
    """Narrow a SELECT of documents `m` by tests that all must hold."""
    if not tests:
        return found
    return Sql(
        f"{found.text} WHERE {' AND '.join(test.text for test in tests)}",
        (*found.params, *(param for test in tests for param in test.params)),
    )


def _phrase(clause: Clause) -> Sql:
    """Return the test that a document has the words of a clause in their order."""
    return Sql(
        "m.id IN (SELECT search_documents_with_phrase(%s::tsquery, %s::tsquery))",
        (_any_form(clause, " <-> ", ":AB"), _any_form(clause, " <-> ")),
    )


def _by_name(group: Group) -> list[Sql]:
    """Return SELECTs of the documents with another name of what a query names as a whole.

    Names of one word apart from the others: together with a phrase in one query, PostgreSQL would
    read the text of every document that has such a name.
    """
    found = []
    words, phrases = _names(group)
    if words:
        wanted = _any_form(words, " & ")
        found.append(_ranked(wanted, wanted, NAMES_WEIGHT, 0))
    if phrases:
        wanted = _any_form(phrases, " & ")
        ranked = _ranked(wanted, wanted, NAMES_WEIGHT, 0)
        found.append(_with_tests(ranked, [_phrase(phrases)]))
    return found


def _names(group: Group) -> tuple[Clause | None, Clause | None]:
    """Return the names of a group that are one word, and those that are several."""
    forms = group.names.forms if group.names else frozenset()
    words = frozenset(form for form in forms if len(form) == 1)
    return Clause(words) if words else None, Clause(forms - words) if forms - words else None


def _group_tests(group: Group) -> list[Sql]:
    """Return the tests that a document has a group's own words, or one of the names as written."""
    phrases = [_phrase(clause) for clause in group.clauses if clause.is_phrase]
    if group.names is None or not (phrases or group.names.is_phrase):
        return phrases
    own_words = " & ".join(f"({_any_form(clause, ' & ')})" for clause in group.clauses)
    words, names = _names(group)
    tests = [_joined(" AND ", [_having(own_words), *phrases])]
    if words:
        tests.append(_having(_any_form(words, " & ")))
    if names:
        tests.append(_phrase(names))
    return [_joined(" OR ", tests)]


def _having(wanted: str) -> Sql:
    """Return the test that a document has words, wherever they stand."""
    return Sql("m.id IN (SELECT search_documents_having(%s::tsquery))", (wanted,))


def _joined(operator: str, tests: list[Sql]) -> Sql:
    return Sql(
        f"({operator.join(test.text for test in tests)})",
        tuple(param for test in tests for param in test.params),
    )


def _any(clauses: tuple[Clause, ...]) -> str:
    """Return what ranks a document: any of the words."""
    return " | ".join(f"({_any_form(clause, ' & ')})" for clause in clauses)


def _alternatives(group: Group) -> str:
    """Return a group as tsquery, the order of words in phrases left aside."""
    own_words = " & ".join(f"({_any_form(clause, ' & ')})" for clause in group.clauses)
    return f"({own_words}) | {_any_form(group.names, ' & ')}" if group.names else own_words


def _any_form(clause: Clause, operator: str, weight: str = "") -> str:
    """Return a clause as tsquery. Stems hold letters, marks and digits only."""
    return " | ".join(
        f"({operator.join(_quoted(stem) + weight for stem in form)})"
        for form in sorted(clause.forms)
    )


def _quoted(stem: str) -> str:
    return f"'{stem}'"


def _positions(words: Iterable[tuple[str, ...]], weight: str = "") -> dict[str, list[str]]:
    """Return where each stem stands, counted from 1; second stems stand where the first do."""
    places: dict[str, list[str]] = {}
    for position, word in enumerate(words, 1):
        for stem in word:
            found = places.setdefault(stem, [])
            if len(found) < MAX_POSITIONS:
                found.append(f"{position}{weight}")
    return places


def _document_vector(document: AnalysedDocument) -> str:
    places = _positions(document.heading[:MAX_HEADING_WORDS], "A")
    position = LABEL_POSITION
    for label in document.labels:
        if position + len(label) >= BODY_POSITION:
            break
        for offset, word in enumerate(label):
            found = places.setdefault(word[0], [])
            if len(found) < MAX_POSITIONS:
                found.append(f"{position + offset}B")
        position += len(label) + 1
    counts = Counter(stem for part in document.parts for word in part.words for stem in word)
    for stem, count in counts.items():
        occurrences = range(BODY_POSITION, BODY_POSITION + min(count, MAX_OCCURRENCES))
        places.setdefault(stem, []).extend(map(str, occurrences))
    return _vector(places)


def _vector(places: dict[str, list[str]]) -> str:
    """Return stems and places as tsvector text; what would be too long for one is left out."""
    size, lexemes = 0, []
    for stem, positions in places.items():
        size += len(stem.encode()) + 2 * len(positions) + 8
        if size > MAX_VECTOR_BYTES:
            break
        lexemes.append(f"{_quoted(stem)}:{','.join(positions)}")
    return " ".join(lexemes)
