# ruff: noqa: S608 - values are parameters; the text holds names and numbers of ours only.
"""What the engines on a database share: the tables, the statement, the snippets.

A database adds its own way to store words and to match them; see the two subclasses.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from django.db import connection, transaction

from core.languages import fallback_chain
from search.documents import AnalysedDocument, facet_line, facet_values, fingerprint, storable
from search.engines.answers import answer
from search.engines.base import Drift
from search.engines.facts import ID
from search.engines.readable import hidden_pages, new_works, readable
from search.engines.statement import Sql, statement
from search.matrix import note_change
from search.models import SearchDetail, SearchDocument, SearchFacetValue, SearchTextPart
from search.parsing import parse
from search.query import SearchHit, SearchResults, Snippet
from search.snippets import snippet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from search.parsing import Clause, ParsedQuery
    from search.query import IndexedDocument, SearchQuery

BATCH_SIZE = 50
#: What a text found by another name of a concept counts beside one with the reader's own words.
NAMES_WEIGHT = 0.25
#: Where more documents than this have the words, they are not ranked: those with the words in a
#: title come first, then those with the words, then those with another name of a concept, each the
#: newest first. Ranking them would take longer than finding them, and tell few of them apart.
MAX_RANKED = 2_000
#: The score of a document with the words in a title, and of one with them elsewhere, if not ranked.
TITLE_SCORE, WORDS_SCORE = 2, 1
#: What is written again when a page is indexed again.
DOCUMENT_FIELDS = [
    field.name
    for field in SearchDocument._meta.concrete_fields
    if not field.primary_key and field.name != "page"
]


class DatabaseEngine(ABC):
    """A search engine in tables of the site's own database."""

    #: The SQL function that tells where a string stands in another, 0 for nowhere.
    position_function: ClassVar[str]

    @abstractmethod
    def _store_words(
        self, documents: list[tuple[int, AnalysedDocument]], parts: list[SearchTextPart]
    ) -> None:
        """Store the words of documents, by id, for matching."""

    @abstractmethod
    def _forget_words(self, document_ids: list[int]) -> None:
        """Forget the words of documents, which are about to be deleted or stored again."""

    @abstractmethod
    def _matched(self, parsed: ParsedQuery) -> Sql:
        """Return a SELECT of (id, score) of the documents with all groups, best the highest.

        A document may come more than once; its best score counts.
        """

    # --- Writing ----------------------------------------------------------------------------

    def index(self, documents: Iterable[IndexedDocument]) -> None:
        """Add pages; what the index had of the same pages is replaced."""
        remaining = iter(documents)
        while batch := list(islice(remaining, BATCH_SIZE)):
            # In one order, so that two writers of the same pages wait and never deadlock.
            self._replace(sorted(batch, key=lambda document: document.page_id))

    @transaction.atomic
    def _replace(self, documents: list[IndexedDocument]) -> None:
        analysed = [AnalysedDocument(document) for document in documents]
        rows = SearchDocument.objects.bulk_create(
            map(_document_row, documents),
            update_conflicts=True,
            unique_fields=["page"],
            update_fields=DOCUMENT_FIELDS,
        )
        self._delete_details([row.pk for row in rows])
        SearchDetail.objects.bulk_create(map(_detail_row, rows, documents, analysed))
        SearchFacetValue.objects.bulk_create(
            SearchFacetValue(document=row, facet=facet, value=value)
            for row, document in zip(rows, documents, strict=True)
            for facet, values in facet_values(document.data).items()
            for value in dict.fromkeys(values)
        )
        parts = SearchTextPart.objects.bulk_create(
            (
                SearchTextPart(
                    document=row,
                    position=position,
                    language=part.part.language,
                    file_id=part.part.file_id,
                    page_number=part.part.page_number,
                    text=part.part.text,
                    stems=part.stems,
                )
                for row, document in zip(rows, analysed, strict=True)
                for position, part in enumerate(document.parts)
            ),
            batch_size=500,
        )
        self._store_words(
            [(row.pk, document) for row, document in zip(rows, analysed, strict=True)], parts
        )
        note_change()

    def remove(self, page_ids: Iterable[int]) -> None:
        """Forget pages; ids the index does not know are none of its business."""
        remaining = iter(page_ids)
        while batch := list(islice(remaining, 500)):
            rows = SearchDocument.objects.filter(page_id__in=batch)
            if ids := list(rows.values_list("pk", flat=True)):
                self._delete(ids)

    def relocate(self, page_ids: Iterable[int]) -> None:  # noqa: B027  (nothing is its answer)
        """Do nothing: restrictions are asked of the pages where they stand."""

    def clear(self) -> None:
        """Forget everything."""
        ids = SearchDocument.objects.order_by("pk").values_list("pk", flat=True)
        while batch := list(ids[:500]):
            self._delete(batch)

    @transaction.atomic
    def _delete(self, ids: list[int]) -> None:
        self._delete_details(ids)
        documents = SearchDocument.objects.filter(pk__in=ids)
        documents._raw_delete(documents.db)
        note_change()

    def _delete_details(self, ids: list[int]) -> None:
        self._forget_words(ids)
        for model in (SearchTextPart, SearchFacetValue, SearchDetail):
            # Raw, since nothing listens to these and the collector would read every text first.
            rows = model.objects.filter(document__in=ids)
            rows._raw_delete(rows.db)

    # --- Looking after ----------------------------------------------------------------------

    def count(self) -> int:
        """Return how many pages the index holds."""
        return SearchDocument.objects.count()

    def fingerprints(self) -> Iterator[tuple[int, str]]:
        """Yield every page the index holds, with the fingerprint of what was indexed."""
        yield from SearchDocument.objects.values_list("page_id", "detail__fingerprint").iterator()

    def catch_up(self) -> int:
        """Do nothing: there is no copy of the tables."""
        return 0

    def rebuild(self, progress: Callable[[int], object] | None = None) -> int:
        """Do nothing: there is no copy of the tables."""
        return 0

    def drift(self) -> Drift[UUID]:
        """Return that nothing differs: there is no copy of the tables."""
        return Drift()

    def is_away(self) -> bool:
        """Return that it is here: a site without its database serves nothing at all."""
        return False

    # --- Asking -----------------------------------------------------------------------------

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer a query. A page of results beyond the last has no hits."""
        parsed = parse(query.text)
        if not parsed.clauses and not parsed.is_empty:
            return SearchResults(query, 0, (), {facet: {} for facet in query.counted})
        matched = self._matched(parsed) if parsed.clauses else None
        asked = statement(hidden_pages(query), matched)
        with connection.cursor() as cursor:
            cursor.execute(asked.text, asked.params)
            rows = cursor.fetchall()
        found = answer(
            query,
            rows,
            has_words=matched is not None,
            among=new_works(query.published_after) if query.published_after else None,
        )
        first = (query.page - 1) * query.page_size
        shown = [
            (fact[ID], matched_id, score)
            for fact, matched_id, score, _languages in found.works[first : first + query.page_size]
        ]
        return SearchResults(query, len(found.works), self.hits(query, parsed, shown), found.facets)

    def hits(
        self, query: SearchQuery, parsed: ParsedQuery, found: list[tuple[int, int, float]]
    ) -> tuple[SearchHit, ...]:
        """Return what results show of the works found: (page shown, page with the words, score).

        What the viewer may not read is left out, whoever found it.
        """
        if not found:
            return ()
        works: dict[UUID, list[SearchDocument]] = {}
        documents: dict[int, SearchDocument] = {}
        for expression in self._expressions(readable(query), found, parsed):
            works.setdefault(expression.work, []).append(expression)
            documents[expression.pk] = expression
        chain = fallback_chain(query.reader_language)
        hits = []
        for document_id, matched_id, score in found:
            if document_id not in documents:
                continue
            document = documents[document_id]
            shown = vars(document)
            languages = {page.language for page in works[document.work]}
            hits.append(
                SearchHit(
                    work=document.work,
                    page_id=document.page_id,
                    kind=document.kind,
                    type=document.type,
                    language=document.language,
                    title=shown["title"],
                    summary=shown["summary"],
                    date=document.date,
                    is_verified=document.is_verified,
                    languages=(
                        *(code for code in chain if code in languages),
                        *sorted(languages - set(chain)),
                    ),
                    snippet=_snippet(document, documents.get(matched_id, document), parsed),
                    score=score,
                )
            )
        return tuple(hits)

    def _expressions(
        self,
        documents: QuerySet[SearchDocument],
        found: list[tuple[int, int, float]],
        parsed: ParsedQuery,
    ) -> Iterable[SearchDocument]:
        """Return all languages of the works found, with what is shown of them in one statement.

        That is the title, the summary and, of those with the words, the best part.
        """
        ids = [document_id for document_id, _matched_id, _score in found]
        text, params = (
            documents.filter(work__in=SearchDocument.objects.filter(pk__in=ids).values("work"))
            .defer("facets")
            .query.sql_with_params()
        )
        best = self._best_parts([matched_id for _id, matched_id, _score in found], parsed)
        return SearchDocument.objects.raw(
            "SELECT e.*, t.title, t.summary, p.language AS part_language, p.text AS part_text,"
            " p.file_id AS part_file_id, p.page_number AS part_page_number"
            # Joined as tables of their own: PostgreSQL would ask an IN (…) again for each row.
            f" FROM ({text}) e JOIN search_searchdetail t ON t.document_id = e.id"
            f" LEFT JOIN ({best.text}) b ON b.document_id = e.id"
            " LEFT JOIN search_searchtextpart p ON p.id = b.id",
            [*params, *best.params],
        )

    def _best_parts(self, document_ids: list[int], parsed: ParsedQuery) -> Sql:
        """Return a SELECT of the first part of each document that has most of what was asked."""
        if not parsed.clauses:
            return Sql("SELECT t.id, t.document_id FROM search_searchtextpart t WHERE 1 = 0")
        scores = [self._clause_score(clause) for clause in (*parsed.clauses, *parsed.names)]
        score = " + ".join(piece.text for piece in scores)
        slots = ", ".join(["%s"] * len(document_ids))
        return Sql(
            "SELECT r.id, r.document_id FROM (SELECT s.id, s.document_id, s.score, ROW_NUMBER() OVER"
            " (PARTITION BY s.document_id ORDER BY s.score DESC, s.position) AS place FROM"
            f" (SELECT t.id, t.document_id, t.position, {score} AS score"
            f" FROM search_searchtextpart t WHERE t.document_id IN ({slots})) s) r"
            " WHERE r.place = 1 AND r.score > 0",
            (*(param for piece in scores for param in piece.params), *document_ids),
        )

    def _clause_score(self, clause: Clause) -> Sql:
        """Return 1 where a part has a clause in the part's own language, else 0."""
        by_tag: dict[str, list[str]] = {}
        for form in sorted(clause.forms):
            tags = {stem.partition("_")[0] for stem in form} - {"xx"} or {"xx"}
            by_tag.setdefault(tags.pop(), []).append(f" {' '.join(form)} ")
        cases, params = [], []
        for form_tag, needles in sorted(by_tag.items()):
            places = [f"{self.position_function}(t.stems, %s) > 0" for _needle in needles]
            if form_tag == "xx":
                cases.append(f"WHEN {' OR '.join(places)} THEN 1")
                params += needles
            else:
                cases.append(
                    f"WHEN SUBSTR(t.language, 1, 2) = %s AND ({' OR '.join(places)}) THEN 1"
                )
                params += [form_tag, *needles]
        return Sql(f"(CASE {' '.join(cases)} ELSE 0 END)", tuple(params))


def _document_row(document: IndexedDocument) -> SearchDocument:
    data = document.data
    return SearchDocument(
        page_id=document.page_id,
        work=document.work,
        kind=data.kind,
        type=data.type,
        language=data.language,
        date=data.date,
        year=data.date.year if data.date else None,
        is_verified=data.is_verified,
        first_published_at=document.first_published_at,
        facets=storable(facet_line(data)),
    )


def _detail_row(
    row: SearchDocument, document: IndexedDocument, analysed: AnalysedDocument
) -> SearchDetail:
    return SearchDetail(
        document=row,
        title=storable(document.data.title),
        summary=storable(document.data.summary),
        words=analysed.words,
        fingerprint=fingerprint(document),
    )


def _snippet(shown: SearchDocument, matched: SearchDocument, parsed: ParsedQuery) -> Snippet | None:
    """Return where the words stand; the summary where they stand in the title only."""
    part, summary = vars(matched), vars(shown)["summary"]
    if part["part_text"]:
        return Snippet(
            html=snippet(part["part_text"], part["part_language"], parsed.forms),
            language=part["part_language"],
            file_id=part["part_file_id"],
            page_number=part["part_page_number"],
        )
    if parsed.clauses and summary:
        return Snippet(html=snippet(summary, shown.language, parsed.forms), language=shown.language)
    return None
