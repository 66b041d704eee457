# ruff: noqa: S311 - chance makes content here, no secret.
"""A large library that does not exist: thousands of works in seven languages, the same each time.

Made from one seed, so that two machines measure the same. Texts are sentences of the Universal
Declaration with names of concepts of labour law among them; parties and courts are invented. Some
terms are frequent and most are rare, as in a real library.

    for batch in Corpus(works=12_000).batches():
        engine.index(batch)
"""

from __future__ import annotations

import csv
import json
import random
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from core.registry import SearchData, TextPart
from search.query import IndexedDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
TERMS = ROOT / "taxonomy" / "data"
UDHR = Path(__file__).resolve().parent / "data" / "udhr"
LANGUAGES = ("en", "fr", "es", "de", "ru", "ar", "pt")
#: How many languages the works of a block exist in: 25 expressions of 6 works, 50,000 of 12,000.
BLOCK = (1, 3, 4, 4, 6, 7)
#: Types with their share of the works.
TYPES = {
    "case": 44,
    "legislation": 20,
    "article": 14,
    "report": 12,
    "brief": 4,
    "toolkit": 3,
    "instrument": 3,
}
#: The first page of the corpus: no page of a site comes near.
FIRST_PAGE_ID = 5_000_000
#: Of four works, one has a file.
WITH_FILE = 4
_SYLLABLES = [
    "ba",
    "de",
    "ki",
    "lo",
    "mu",
    "na",
    "ro",
    "si",
    "ta",
    "ve",
    "zu",
    "ran",
    "tol",
    "mir",
    "vas",
    "dun",
    "kel",
    "por",
    "sen",
    "gal",
]
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)

T = TypeVar("T")


class Frequent(Sequence[T]):
    """Things of which the first are chosen often and the last seldom: the second half as often."""

    def __init__(self, things: Sequence[T]) -> None:
        """Keep the things with their weights."""
        self._things = list(things)
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self._things) + 1)))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._things)

    def __getitem__(self, index: Any) -> Any:
        """Return one of them."""
        return self._things[index]

    def some(self, chance: random.Random, least: int, most: int) -> list[T]:
        """Return a few different ones."""
        count = chance.randint(least, most)
        drawn = chance.choices(self._things, cum_weights=self._weights, k=2 * count)
        return list({id(thing): thing for thing in drawn}.values())[:count]


@dataclass(frozen=True, slots=True)
class Work:
    """What the language versions of a work share."""

    key: uuid.UUID
    number: int
    type: str
    languages: tuple[str, ...]
    concepts: tuple[dict[str, list[str]], ...]
    parties: tuple[str, ...]
    date: date
    is_verified: bool
    published_at: datetime
    citations: tuple[str, ...]
    headings: tuple[tuple[str, str], ...]
    facets: dict[str, list[str]]
    #: Pages of its file, 0 for none.
    pages: int


@dataclass(frozen=True)
class Corpus:
    """As many works as asked for; a smaller one is the beginning of a larger one."""

    works: int = 12_000
    seed: int = 87

    @property
    def size(self) -> int:
        """Return how many expressions the works have, without making them."""
        return sum(islice(self._counts(random.Random(self.seed)), self.works))

    def batches(self, size: int = 500) -> Iterator[list[IndexedDocument]]:
        """Yield the expressions in lists, made as they are asked for."""
        remaining = self.documents()
        while batch := list(islice(remaining, size)):
            yield batch

    def documents(self) -> Iterator[IndexedDocument]:
        """Yield the expressions, those of a work one after the other."""
        page_id = FIRST_PAGE_ID
        for work in self.every_work():
            for code in work.languages:
                yield _expression(work, code, page_id)
                page_id += 1

    def every_work(self) -> Iterator[Work]:
        """Yield what the expressions are made from."""
        counts = self._counts(random.Random(self.seed))
        for number in range(self.works):
            # A generator of its own, so that a change in one work changes no other.
            yield _work(random.Random(f"{self.seed}:{number}"), number, next(counts))

    @staticmethod
    def _counts(chance: random.Random) -> Iterator[int]:
        while True:
            yield from chance.sample(BLOCK, len(BLOCK))


# --- What is drawn from -----------------------------------------------------------------------


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@cache
def _concepts() -> Frequent[dict[str, list[str]]]:
    names = [concept["names"] for concept in _json(TERMS / "concepts.json")]
    random.Random("concepts").shuffle(names)
    return Frequent(names)


@cache
def _areas() -> Frequent[tuple[str, list[dict[str, Any]], dict[str, str]]]:
    subjects = _json(TERMS / "subjects.json")
    return Frequent(
        [
            (
                area["slug"],
                [subject for subject in subjects if subject["focus_area"] == area["slug"]],
                area["labels"],
            )
            for area in _json(TERMS / "focus_areas.json")
        ]
    )


@cache
def _countries() -> Frequent[dict[str, str]]:
    with (TERMS / "countries_m49.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    random.Random("countries").shuffle(rows)
    return Frequent(rows)


@cache
def _instruments() -> Frequent[str]:
    fundamental = ["C087", "C098", "C029", "C105", "C138", "C182", "C100", "C111", "C155", "C187"]
    others = [code for number in range(1, 191) if (code := f"C{number:03}") not in fundamental]
    return Frequent([*fundamental, *others])


@cache
def _parties() -> Frequent[str]:
    chance = random.Random("parties")
    names = {"".join(chance.choices(_SYLLABLES, k=3)).capitalize() for _ in range(5000)}
    return Frequent(sorted(names))


@cache
def _sentences(code: str) -> list[str]:
    texts = " ".join(article["text"] for article in _json(UDHR / f"{code}.json"))
    return [sentence for sentence in re.split(r"(?<=[.;؛])\s+", texts) if len(sentence) > 20]


# --- What is made -----------------------------------------------------------------------------


def _work(chance: random.Random, number: int, language_count: int) -> Work:
    material_type = chance.choices(list(TYPES), list(TYPES.values()))[0]
    day = date(1960, 1, 1) + timedelta(days=int(24_000 * chance.random() ** 0.5))
    areas = _areas().some(chance, 1, 2)
    subjects = [
        subject for _slug, below, _labels in areas if below for subject in chance.sample(below, 1)
    ]
    countries = _countries().some(chance, 0 if material_type == "instrument" else 1, 3)
    regions = {row[name] for row in countries for name in ("region_m49", "subregion_m49")}
    return Work(
        key=uuid.UUID(int=chance.getrandbits(128), version=4),
        number=number,
        type=material_type,
        languages=tuple(sorted(chance.sample(LANGUAGES, language_count), key=LANGUAGES.index)),
        concepts=tuple(_concepts().some(chance, 2, 6)),
        parties=tuple(_parties().some(chance, 1, 2)),
        date=day,
        is_verified=chance.random() < 0.7,
        published_at=_EPOCH + timedelta(minutes=10 * number),
        citations=_citations(material_type, number, day.year),
        headings=tuple(
            dict.fromkeys(
                [
                    *(label for _slug, _below, labels in areas for label in labels.items()),
                    *(label for subject in subjects for label in _names(subject)),
                ]
            )
        ),
        facets={
            "focus": [slug for slug, _below, _labels in areas],
            "subject": [subject["slug"] for subject in subjects],
            "country": [row["iso2"] for row in countries],
            "region": sorted(regions - {""}),
            "instrument": _instruments().some(chance, 0, 2),
        },
        pages=chance.randint(2, 8) if number % WITH_FILE == 0 else 0,
    )


def _names(subject: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from subject["labels"].items()
    for code, names in subject["synonyms"].items():
        yield from ((code, name) for name in names)


def _citations(material_type: str, number: int, year: int) -> tuple[str, ...]:
    if material_type == "case":
        return (f"[{year}] INVLC {number}", f"ECLI:XX:INVLC:{year}:{number}")
    return (f"INV {number}/{year}",) if material_type == "legislation" else ()


def _expression(work: Work, code: str, page_id: int) -> IndexedDocument:
    chance = random.Random(f"{work.key}:{code}")
    abstract = _text(chance, work, code, sentences=3)
    parts = [TextPart(code, f"{abstract}\n{_text(chance, work, code, sentences=8)}")]
    for page in range(1, work.pages + 1):
        text = _text(chance, work, code, sentences=9)
        parts.append(TextPart(code, text, file_id=work.number + 1, page_number=page))
    return IndexedDocument(
        page_id=page_id,
        work=work.key,
        data=SearchData(
            kind="library",
            type=work.type,
            title=_title(work, code),
            language=code,
            summary=abstract,
            other_titles=tuple(
                (other, _title(work, other)) for other in work.languages if other != code
            ),
            headings=work.headings,
            parts=tuple(parts),
            identifiers=work.citations,
            date=work.date,
            is_verified=work.is_verified,
            facets=work.facets | {"verified": ["yes" if work.is_verified else "no"]},
        ),
        first_published_at=work.published_at,
    )


def _title(work: Work, code: str) -> str:
    name = work.concepts[0][code][0]
    return f"{' / '.join(work.parties)}: {name} ({work.date.year})"


def _text(chance: random.Random, work: Work, code: str, *, sentences: int) -> str:
    """Return sentences with a name of one of the work's concepts after each second one."""
    words: list[str] = []
    for position, sentence in enumerate(chance.choices(_sentences(code), k=sentences)):
        words.append(sentence)
        if position % 2:
            words.append(f"{chance.choice(chance.choice(work.concepts)[code])}.")
    words.append(f"{chance.choice(work.parties)}.")
    return " ".join(words)
