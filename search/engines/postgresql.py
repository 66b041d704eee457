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

from search.engines.database import DatabaseEngine
from search.engines.statement import Sql

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.documents import AnalysedDocument
    from search.models import SearchTextPart
    from search.parsing import Clause

#: PostgreSQL refuses a vector of 1 MB.
MAX_VECTOR_BYTES = 900_000
MAX_HEADING_WORDS = 4_000
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
                "UPDATE search_searchdocument SET vector = %s::tsvector WHERE id = %s",
                [(_document_vector(document), pk) for pk, document in documents],
            )
            cursor.executemany(
                "UPDATE search_searchtextpart SET vector = %s::tsvector WHERE id = %s",
                [
                    (_vector(_positions(part.words)), row.pk)
                    for row, part in zip(parts, analysed, strict=True)
                ],
            )

    def _forget_words(self, document_ids: list[int]) -> None:
        """Do nothing: the words are columns of rows that are deleted or written anyway."""

    def _matched(self, clauses: tuple[Clause, ...]) -> Sql:
        every = " & ".join(f"({_any_form(clause, ' & ')})" for clause in clauses)
        some = " | ".join(f"({_any_form(clause, ' & ')})" for clause in clauses)
        text = "SELECT m.id, m.score FROM search_documents_with(%s::tsquery, %s::tsquery) m"
        params = [every, some]
        phrases = [clause for clause in clauses if clause.is_phrase]
        if phrases:
            test = "m.id IN (SELECT search_documents_with_phrase(%s::tsquery, %s::tsquery))"
            text += f" WHERE {' AND '.join([test] * len(phrases))}"
        for clause in phrases:
            params += [_any_form(clause, " <-> ", ":A"), _any_form(clause, " <-> ")]
        return Sql(text, tuple(params))


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
