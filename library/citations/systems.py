"""The table of all ways of writing a citation, and what else the readers of texts must know.

Rows that come first win where two read the same text at the same length.
"""

from __future__ import annotations

import re

from library.citations import ilo, international, national, neutral, reports
from library.citations.rows import NO, Row
from library.enums import CitationSystem

TABLE: tuple[Row, ...] = (
    *international.ROWS,
    *neutral.ROWS,
    *ilo.ROWS,
    *reports.ROWS,
    *national.ROWS,
)

#: How an entry says that a citation is written, by system.
KINDS = {
    "ecli": CitationSystem.ECLI,
    "neutral": CitationSystem.NEUTRAL,
    **dict.fromkeys(
        ["eklr", "us-database", "in-database", "series-a", "iacthr-series"],
        CitationSystem.REPORTER,
    ),
    **dict.fromkeys(
        ["canlii", "ilo", "celex", "eli", "akn", "doi", "un-views", "br-theme"],
        CitationSystem.OTHER,
    ),
}

_ACT = (
    r"(?i:law|act|decree|decision|directive|regulation|order|bill|resolution|ordinance|statute"
    r"|ley|lei|loi|legge|wet|gesetz|d[eé]cret|decreto(?:-lei|-ley)?|ordonnance|arrêté|directiva"
    r"|directive|richtlinie|verordnung|r[èe]glement|reglamento|regulamento|regolamento|portaria"
    r"|resolución|resolução|résolution|закон\w{0,2}|указ\w{0,2}|постановлени\w{1,2}|директив\w"
    r"|(?:ال)?(?:قانون|مرسوم|قرار|لائحة))"
)
_UNION = r"\((?:EC|EEC|EU|CE|CEE|EG|EWG|UE|ЕС|ЕЭС|Euratom)\)"

#: What looks like a citation and is none: laws and the acts of the Union have such numbers too.
FALSE_FRIENDS = tuple(
    re.compile(pattern.replace(" ", r"\s{1,3}").replace("~", r"\s{0,3}"))
    for pattern in (
        rf"(?<!\w){_ACT}(?: {_UNION})?,?~(?:{NO})?\d{{1,6}}[/.-]\d{{1,6}}(?:[/-]\w{{2,4}})?",
        rf"{_UNION}~(?:{NO})?\d{{1,5}}/\d{{2,4}}",
        # Parliament's papers, standards, treaties of the Council of Europe.
        r"(?<!\w)(?:ISO|DIN|EN|IEC|COM|SEC|SWD|ETS|CETS|STE|UNTS|UNE|ГОСТ)(?:[ /]\w{2,4})?~[(-]?"
        rf"(?:{NO})?\d{{2,6}}\)?(?:[-/:]\d{{1,4}}){{0,2}}",
        # Dates, and years in pairs: "12/2020", "2020/21", "01.12.2020".
        r"(?<![\w/.])\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)(?![\w./-])",
    )
)

#: A court whose bare number means its own system, and the word its citations begin with.
COURTS = tuple(
    (re.compile(court, re.IGNORECASE), re.compile(number), word)
    for court, number, word in (
        (
            r"European Court of Human Rights|Cour européenne des droits de l'homme",
            r"[1-9]\d{1,5}/\d\d",
            "application no. ",
        ),
        (r"Committee of Social Rights", r"[1-9]\d{0,2}/\d{4}", "complaint no. "),
        (r"African Court on Human", r"\d{1,3}/\d{4}", "application no. "),
        (r"Corte (?:suprema )?di cassazione", r"n\. \d{1,5}/\d{4}", "Cass. "),
        (r"Corte costituzionale", r"n\. \d{1,3}/\d{4}", "Corte cost. "),
        (r"Conseil d'[ÉE]tat", r"\d{5,6}", "CE n° "),
        (r"Constitutional Court of South Africa", r"\d{1,3}/\d\d", "CCT "),
        (r"Committee on Freedom of Association", r"\d{1,4}", "Case No. "),
    )
)
