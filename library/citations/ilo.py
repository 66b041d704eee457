"""ILO instruments by number in seven languages, and cases of its committee.

The key of an instrument is its code: "Convention No. 87", "C.87" and "الاتفاقية رقم ٨٧" are C087.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.citations.rows import AND, NO, Row, within

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: The ILO by name or initials; without it a bare number means something else.
ILO = (
    r"\b(?:ILO|OIT|BIT|IAO|ILC|МОТ)\b|International Labour|Organisation internationale du "
    r"[Tt]ravail|Organización Internacional del Trabajo|Internationale Arbeitsorganisation"
    r"|[Мм]еждународн\w{1,4} организаци\w{1,3} труда|منظمة العمل|العمل الدولي"
    r"|Organização Internacional do Trabalho"
)
OF_ILO = r"(?: (?:of the |de la |de l'|der |da )?(?:ILO|OIT|IAO|МОТ|BIT|منظمة العمل الدولية))?"

CONVENTION = (
    r"(?<!Hague\s)(?:(?:ILO |IAO-|OIT )?(?:(?i:convention|convenio|convenção|[a-zü]{0,5}übereinkommens?"
    r"|конвенци[яию]|конвенцией)|[وفبك]{0,2}(?:ال|لل|ل)?اتفاقية))"
)
CONVENTIONS = (
    r"(?:(?:ILO |IAO-|OIT )?(?:(?i:conventions|convenios|convenções|[a-zü]{0,5}übereinkommen"
    r"|конвенци(?:[ий]|ями|ям|ях))|[وفبك]{0,2}(?:ال|لل|ل)?اتفاقي(?:ات|تين|تان|تي|تا)))"
)
#: A "General Recommendation" is one of a committee of the United Nations.
SPECIFIC = (
    r"(?<![Gg]eneral\s)(?<!GENERAL\s)(?<!llgemeine\s)(?<!llgemeinen\s)(?<!бщая\s)(?<!бщей\s)"
    r"(?<!бщую\s)"
)
RECOMMENDATION = (
    rf"{SPECIFIC}(?:(?:ILO |IAO-|OIT )?(?:(?i:recomm[ae]ndation|recomendación|recomendação|empfehlung"
    r"|рекомендаци[яию]|рекомендацией)|[وفبك]{0,2}(?:ال|لل|ل)?توصية))"
)
RECOMMENDATIONS = (
    rf"{SPECIFIC}(?:(?:ILO |IAO-|OIT )?(?:(?i:recomm[ae]ndations|recomendaciones|recomendações"
    r"|empfehlungen|рекомендаци(?:[ий]|ями|ям|ях))|[وفبك]{0,2}(?:ال|لل|ل)?توصي(?:ات|تين|تان|تي|تا)))"
)
#: Not of the ILO: "Convention No. 108 of the Council of Europe", and numbers that go on.
ILO_ONLY = (
    r"(?![.,]\d)(?!\)? (?:of the |du |del |des |do )?(?:Council of Europe|Conseil de l'Europe"
    r"|Consejo de Europa|Europarat|Совета Европы|Conselho da Europa))"
)
NUMBER = r"0{0,2}(?P<number>[1-9]\d{0,2})"
#: In a list: "87, 98 and 105"; a number after a comma counts only where the list goes on.
LIST = rf"(?:{AND}|~[,;]~(?=(?:{NO})?\d{{1,3}}(?:[,;]|{AND}))|~,{AND})(?:{NO})?(?P<item>{NUMBER})(?![.,]\d)"
NUMBERED_LIST = rf"(?:{AND}|~,~){NO}(?P<item>{NUMBER})(?![.,]\d)"
#: A title with its year, then its number: "… Convention, 1948 (No. 87)".
TITLE = r"(?=[^()]{0,200}?\d{4})[^().;:]{1,200}\("

#: The newest are C191 to C193 and R209 and a little: some room for those to come.
CONVENTION_NUMBERS = within(1, 205)
RECOMMENDATION_NUMBERS = within(1, 220)
#: The six protocols bear the numbers of their conventions.
PROTOCOL = r"(?P<number>0?29|0?81|0?89|110|147|155)"
NORMLEX = "NORMLEX, list of instruments: letter of the type and number, in three figures"


def _numbered(
    letter: str,
    words: tuple[str, str],
    accept: Callable[[Mapping[str, str]], bool],
    examples: tuple[str, str, str, str],
) -> tuple[Row, ...]:
    """Return how the instruments of one type are named by their number.

    `words`: the type in the singular and in the plural; `examples`: one for each way.
    """
    one, many = words
    key = letter + "{number:0>3}"
    titled = rf"{one}{TITLE}{NO}{NUMBER}\)"
    return (
        Row(
            "ilo",
            "ILO",
            rf"{many}{OF_ILO},?~(?:\({NO}|{NO}){NUMBER}{ILO_ONLY}",
            key,
            examples[0],
            NORMLEX,
            more=LIST,
            accept=accept,
        ),
        Row(
            "ilo",
            "ILO",
            rf"{one}{OF_ILO},?~(?P<round>\()?{NO}(?:[CR]~)?{NUMBER}(?(round)\)){ILO_ONLY}",
            key,
            examples[1],
            NORMLEX,
            more=NUMBERED_LIST,
            accept=accept,
        ),
        Row(
            "ilo",
            "ILO",
            rf"(?:{many}|{one}){OF_ILO} {NUMBER}{ILO_ONLY}{OF_ILO}",
            key,
            examples[2],
            NORMLEX,
            more=LIST,
            cue=ILO,
            accept=accept,
        ),
        Row("ilo", "ILO", titled, key, examples[3], NORMLEX, accept=accept),
    )


ROWS = (
    *_numbered(
        "C",
        (CONVENTION, CONVENTIONS),
        CONVENTION_NUMBERS,
        (
            "Conventions Nos. 87 and 98",
            "Convention (No. 87)",
            "ILO Convention 87",
            "Convenio sobre la libertad sindical, 1948 (núm. 87)",
        ),
    ),
    *_numbered(
        "R",
        (RECOMMENDATION, RECOMMENDATIONS),
        RECOMMENDATION_NUMBERS,
        (
            "Recommendations Nos. 198 and 204",
            "Recommendation No. 198",
            "ILO Recommendation 198",
            "Recommendation concerning the employment relationship, 2006 (No. 198)",
        ),
    ),
    # Three figures are a code by themselves; fewer are many things (C40 cities, P45 forms).
    Row(
        "ilo",
        "ILO",
        r"(?P<letter>[CR])(?P<number>0\d\d|1\d\d|20\d|21\d)",
        "{letter}{number:0>3}",
        "C087",
        NORMLEX,
        accept=lambda groups: (
            1 <= int(groups["number"]) <= (205 if groups["letter"] in "Cc" else 220)
        ),
    ),
    Row("ilo", "ILO", r"P(?P<number>029|081|089|110|147|155)", "P{number}", "P029", NORMLEX),
    Row(
        "ilo",
        "ILO",
        rf"(?:(?:ILO|OIT|IAO|МОТ)[ -])?(?P<letter>[CRС])(?:\.~| |-)?{NUMBER}(?!\.\d)(?!')",
        "{letter}{number:0>3}",
        "C.87",
        "NORMLEX codes as lawyers shorten them",
        cue=ILO,
        accept=lambda groups: (
            1 <= int(groups["number"]) <= (220 if groups["letter"] in "Rr" else 205)
        ),
    ),
    Row(
        "ilo",
        "ILO",
        rf"(?:(?:ILO|OIT|IAO)[ -])?P(?:\.~| |-)?{PROTOCOL}",
        "P{number:0>3}",
        "P 29",
        "NORMLEX codes as lawyers shorten them",
        cue=ILO,
    ),
    Row(
        "ilo",
        "ILO",
        r"(?i:protocol),? (?:of )?2014,? to the (?i:forced labour convention)(?:,? 1930)?",
        "P029",
        "Protocol of 2014 to the Forced Labour Convention, 1930",
        "The only protocol to Convention No. 29; the same title in the other languages below",
    ),
    Row(
        "ilo",
        "ILO",
        r"(?i:protocole de 2014 relatif à la convention sur le travail forcé|protocolo de 2014 "
        r"relativo al convenio sobre el trabajo forzoso|protokoll von 2014 zum übereinkommen über "
        r"zwangsarbeit|протокол 2014 года к конвенции о принудительном труде|protocolo de 2014 "
        r"relativo à convenção sobre o trabalho forçado)(?:,? (?:de )?1930)?",
        "P029",
        "Protocole de 2014 relatif à la convention sur le travail forcé, 1930",
        "NORMLEX in the languages of the title",
    ),
    Row(
        "cfa",
        "ILO",
        rf"(?i:cases?|cas|casos?|fall|дел[оау]|(?:ال)?(?:حالة|قضية)) {NO}(?P<number>\d{{1,4}})"
        r"(?! of \d|[.,/-]\d)(?:~\((?:CFA|CLS|CSA)\))?",
        "cfa{number}",
        "Case No. 2881 (CFA)",
        "NORMLEX, cases of the Committee on Freedom of Association: numbered through since 1951",
        cue=r"\bCFA\b|Freedom of Association|Comité de (?:la )?(?:[Ll]ibert|Liberdade)|\bCLS\b"
        r"|Vereinigungsfreiheit|свобод\w объединения|الحرية النقابية",
        accept=within(1, 4999),
    ),
)
