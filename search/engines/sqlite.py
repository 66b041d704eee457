# ruff: noqa: S608 - values are parameters; the text holds names and numbers of ours only.
"""Search on SQLite: one FTS5 table beside the documents, its rowid the document's id.

The columns hold tagged stems between spaces. FTS5's `ascii` tokenizer with `_` takes them as they
are: every other character beyond ASCII is part of a token to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import connection

from search.documents import BETWEEN, second_stems
from search.engines.database import (
    MAX_RANKED,
    NAMES_WEIGHT,
    TITLE_SCORE,
    WORDS_SCORE,
    DatabaseEngine,
)
from search.engines.statement import Sql

if TYPE_CHECKING:
    from search.documents import AnalysedDocument
    from search.models import SearchTextPart
    from search.parsing import Clause, Group, ParsedQuery


_MATCHING = "FROM search_fts WHERE search_fts MATCH %s"
_ARE_MANY = f"(SELECT COUNT(*) FROM (SELECT 1 {_MATCHING} LIMIT %s)) > %s"
_SCORE = "-bm25(search_fts, 8.0, 1.0, 1.0)"


class SqliteEngine(DatabaseEngine):
    """FTS5, ranked by BM25 with eight times the weight on titles and identifiers."""

    position_function: ClassVar[str] = "instr"

    def _store_words(
        self, documents: list[tuple[int, AnalysedDocument]], parts: list[SearchTextPart]
    ) -> None:
        rows = []
        for document_id, document in documents:
            body: list[str] = []
            for part in document.parts:
                body += [word[0] for word in part.words]
                if not part.following:
                    body.append(BETWEEN)
            words = (*document.heading, *(word for part in document.parts for word in part.words))
            variants = [token for stem in second_stems(words) for token in (stem, BETWEEN)]
            for label in document.labels:
                variants += [*(word[0] for word in label), BETWEEN]
            rows.append(
                (
                    document_id,
                    " ".join(word[0] for word in document.heading),
                    " ".join(body),
                    " ".join(variants),
                )
            )
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_fts (rowid, heading, body, variants) VALUES (%s, %s, %s, %s)",
                rows,
            )

    def _forget_words(self, document_ids: list[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM search_fts WHERE rowid = %s", [(pk,) for pk in document_ids]
            )

    def _matched(self, parsed: ParsedQuery) -> Sql:
        own_words = " AND ".join(f"({_expression(clause)})" for clause in parsed.clauses)
        pieces = [
            _ranked_where_few(own_words, _SCORE, WORDS_SCORE),
            Sql(
                f"SELECT rowid AS id, {TITLE_SCORE} AS score {_MATCHING} AND {_ARE_MANY}",
                (f"heading : ({own_words})", own_words, MAX_RANKED + 1, MAX_RANKED),
            ),
        ]
        if parsed.names:
            names = " AND ".join(f"({_alternatives(group)})" for group in parsed.groups)
            pieces.append(_ranked_where_few(names, f"{_SCORE} * {NAMES_WEIGHT}", 0))
        return Sql(
            " UNION ALL ".join(piece.text for piece in pieces),
            tuple(param for piece in pieces for param in piece.params),
        )


def _ranked_where_few(expression: str, score: str, otherwise: int) -> Sql:
    """Return a SELECT of the documents with an expression, all with one score if they are many."""
    return Sql(
        f"SELECT rowid AS id, CASE WHEN {_ARE_MANY} THEN {otherwise} ELSE {score} END AS score"
        f" {_MATCHING}",
        (expression, MAX_RANKED + 1, MAX_RANKED, expression),
    )


def _alternatives(group: Group) -> str:
    """Return a group's own words, or the other names of what they name."""
    own_words = " AND ".join(f"({_expression(clause)})" for clause in group.clauses)
    return f"({own_words}) OR {_expression(group.names)}" if group.names else own_words


def _expression(clause: Clause) -> str:
    """Return a clause in FTS5's language. Stems hold letters, marks and digits only."""
    return " OR ".join(f'"{" ".join(form)}"' for form in sorted(clause.forms))
