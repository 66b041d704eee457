"""Numbers that international courts and bodies give, and identifiers of documents."""

from __future__ import annotations

from library.citations.rows import AND, NO, Row

CJEU_WORD = (
    r"(?i:joined cases?|cases?|affaires?(?: jointes)?|aff\.|asuntos?(?: acumulados)?"
    r"|(?:verbundene )?rechtssachen?|rs\.|(?:объединенные )?дел[оаеу]|(?:ال)?(?:قضية|قضايا)"
    r"|processos?(?: apensos)?|zaak|cause?(?: riunite)?)"
)
#: What follows a number and names the kind of proceedings; an appeal (P) has its own number.
CJEU_KIND = r"(?: P(?!\w)(?:~\(R\)|-R)?| PPU)?(?: (?P<kind>R|REV|RENV|DEP|OST|INTP|RX|SA)(?!\w))?"
APPLICATION = (
    r"(?i:applications?|apps?\.?|requêtes?|req\.|demandas?|beschwerden?|individualbeschwerden?"
    r"|жалоб[аыуе]?|(?:ال)?(?:شكوى|شكويين|شكاوى|عريضة|طلب)|petiç(?:ão|ões)|queixas?|solicitud(?:es)?)"
)
GRAND_CHAMBER = r"(?:,?~(?:\[(?:GC|GK|БП)\]|\((?:GC|GK|БП)\)|GC))?"


def _is_two_years(number: str) -> bool:
    """Tell whether a number is a season, as in "No. 2020/21"."""
    first, _slash, second = number.partition("/")
    return 1950 <= int(first) <= 2099 and (int(first) + 1) % 100 == int(second)


ROWS = (
    Row(
        "ecli",
        "EU and members",
        r"ECLI:(?P<country>[A-Z]{2}):(?P<court>[A-Z][A-Z0-9]{0,6}):(?P<year>\d{4})"
        r":(?P<number>[A-Z0-9](?:[A-Z0-9.]{0,23}[A-Z0-9])?)",
        "ECLI {country} {court} {year} {number}",
        "ECLI:EU:C:2008:189",
        "Council conclusions 2011/C 127/01, annex: five parts, at most 7 and 25 characters",
        before=r"(?<!\w)",
    ),
    Row(
        "cjeu",
        "EU",
        rf"(?:{CJEU_WORD} (?:{NO})?)?C-(?P<number>[1-9]\d{{0,2}}/(?:5[3-9]|[67]\d|8[0-8])){CJEU_KIND}",
        "{number} {kind}",
        "C-43/75",
        "Numbers had no letter before the General Court opened in 1989 (Curia)",
        more=rf"(?:{AND}|~[,;]~)(?P<item>C-(?P<number>[1-9]\d{{0,2}}/\d\d){CJEU_KIND})",
    ),
    Row(
        "cjeu",
        "EU",
        rf"(?:{CJEU_WORD} (?:{NO})?)?(?P<court>[CTF])(?:-| (?=\d{{1,4}}/))(?P<number>[1-9]\d{{0,3}}"
        rf"/(?:89|9\d|[0-4]\d)){CJEU_KIND}",
        "{court}-{number} {kind}",
        "Case C-22/21",
        "Curia: C for the Court, T for the General Court, F for the Civil Service Tribunal",
        more=rf"(?:{AND}|~[,;]~(?:{AND})?)(?P<item>(?P<court>[CTF])-(?P<number>[1-9]\d{{0,3}}/\d\d)"
        rf"{CJEU_KIND})",
    ),
    Row(
        "cjeu",
        "EU",
        rf"{CJEU_WORD} (?P<number>[1-9]\d{{0,2}}/(?:5[3-9]|[67]\d|8[0-8]))",
        "{number}",
        "Case 43/75",
        "Curia, cases before 1989",
        more=rf"(?:{AND}|~[,;]~)(?P<item>(?P<number>[1-9]\d{{0,2}}/(?:5[3-9]|[67]\d|8[0-8])))",
    ),
    Row(
        "cjeu",
        "EU",
        r"(?P<number>[1-9]\d{0,2}/(?:5[3-9]|[67]\d|8[0-8]))",
        "{number}",
        "43/75",
        "Curia, cases before 1989",
        alone=True,
    ),
    Row(
        "efta",
        "EFTA",
        rf"{CJEU_WORD} (?P<number>E-[1-9]\d?/(?:9[4-9]|[0-4]\d))",
        "{number}",
        "Case E-2/04",
        "EFTA Court, register of cases",
    ),
    Row(
        "ecthr",
        "Council of Europe",
        rf"{APPLICATION},?~(?:{NO})?(?P<number>[1-9]\d{{1,5}}/(?:5[5-9]|[6-9]\d|[0-4]\d)){GRAND_CHAMBER}",
        "{number}",
        "Application no. 34503/97",
        "European Court of Human Rights, note explaining the mode of citation; HUDOC",
        more=rf"(?:{AND}|~,~(?:{AND})?)(?:{NO})?(?P<item>(?P<number>[1-9]\d{{1,5}}/\d\d)"
        rf"{GRAND_CHAMBER})",
    ),
    # A law has such a number too; its word stands before it, and FALSE_FRIENDS keep it out.
    Row(
        "ecthr",
        "Council of Europe",
        rf"{NO}(?P<number>[1-9]\d{{3,5}}/(?:5[5-9]|[6-9]\d|[0-4]\d)){GRAND_CHAMBER}",
        "{number}",
        "no. 34503/97",
        "European Court of Human Rights, note explaining the mode of citation; HUDOC",
        more=rf"(?:{AND}|~,~(?:{AND})?)(?:{NO})?(?P<item>(?P<number>[1-9]\d{{3,5}}/\d\d)"
        rf"{GRAND_CHAMBER})",
        accept=lambda groups: not _is_two_years(groups["number"]),
    ),
    Row(
        "ecthr",
        "Council of Europe",
        rf"(?P<number>[1-9]\d{{3,5}}/(?:5[5-9]|[6-9]\d|[0-4]\d)){GRAND_CHAMBER}",
        "{number}",
        "35009/05",
        "HUDOC, application numbers",
        alone=True,
    ),
    Row(
        "iacthr-opinion",
        "OAS",
        r"(?:(?i:advisory opinion|opini[óo]n consultiva|avis consultatif|opinião consultiva"
        r"|gutachten|консультативное заключение|(?:ال)?فتوى) )?OC-(?P<number>\d{1,2}/\d\d)",
        "OC-{number}",
        "OC-18/03",
        "Inter-American Court of Human Rights: opinions by number and year",
    ),
    Row(
        "iachr",
        "OAS",
        rf"(?i:case|caso|cas|fall|дело) (?:{NO})?(?P<number>1[0-9]\.\d{{3}})(?![.,]\d)",
        "iachr {number}",
        "Case 12.435",
        "Inter-American Commission on Human Rights: cases are numbered through",
    ),
    Row(
        "ecsr",
        "Council of Europe",
        r"(?i:(?:collective )?complaint|(?:réclamation|reclamación|reclamação)"
        r"(?: colle?ctive| colectiva| coletiva)?|(?:kollektiv)?beschwerde|(?:коллективная )?жалоба"
        rf"|(?:ال)?شكوى (?:ال)?جماعية) (?:{NO})?(?P<number>[1-9]\d{{0,2}}/(?:199[89]|20\d\d))",
        "ecsr {number}",
        "Complaint No. 85/2012",
        "European Committee of Social Rights, register of collective complaints since 1998",
    ),
    Row(
        "acthpr",
        "African Union",
        rf"{APPLICATION} (?:{NO})?0{{0,2}}(?P<number>[1-9]\d{{0,2}}/20\d\d)",
        "acthpr {number}",
        "Application No. 006/2012",
        "African Court on Human and Peoples' Rights, register of cases; zeros in front do not count",
    ),
    Row(
        "communication",
        "African Union, UN",
        rf"(?i:communications?|comunicaci[óo]n|comunicação|mitteilung|сообщение|(?:ال)?بلاغ) "
        rf"(?:{NO})?(?P<number>\d{{1,4}}/(?:\d{{4}}|\d\d))",
        "communication {number}",
        "Communication No. 155/96",
        "African Commission and the treaty bodies of the United Nations",
    ),
    Row(
        "un-views",
        "UN",
        r"(?P<symbol>(?:CCPR|CEDAW|CERD|CAT|CRPD|CRC|CED|E/C\.12)/C?/?\d{1,3}/D/\d{1,4}/\d{4})",
        "{symbol}",
        "CCPR/C/106/D/1621/2007",
        "United Nations document symbols of decisions on individual communications",
        before=r"(?<!\w)",
    ),
    Row(
        "ecowas",
        "ECOWAS",
        r"(?P<number>ECW/CCJ/(?:JUD|APP|RUL)/\d{1,3}/\d{2,4})",
        "{number}",
        "ECW/CCJ/JUD/06/08",
        "Community Court of Justice of ECOWAS, register",
    ),
    Row(
        "celex",
        "EU",
        r"(?P<number>[1-9](?:19|20)\d\d[A-Z]{1,2}\d{4}(?:\(\d\d\))?)",
        "{number}",
        "62021CJ0022",
        "EUR-Lex, how CELEX numbers are composed",
        before=r"(?<!\w)",
    ),
    Row(
        "eli",
        "EU and members",
        r"(?:https?://[a-z.]{3,40}/|/)?eli/(?P<path>[a-z_]{1,12}/\d{4}/[\w/-]{1,60}\w)",
        "eli/{path}",
        "http://data.europa.eu/eli/dir/2003/88/oj",
        "Council conclusions 2012/C 325/02, annex",
        before=r"(?<!\w)",
    ),
    Row(
        "akn",
        "any",
        r"(?P<path>/akn/[a-z]{2}(?:-[a-z0-9]{1,8})?/[a-z]{2,12}/[\w@:/.!-]{1,90}\w)",
        "{path}",
        "/akn/za/judgment/zacc/2002/30",
        "Akoma Ntoso Naming Convention 1.0, work-level addresses",
        before="",
    ),
    Row(
        "doi",
        "any",
        r"(?:https?://(?:dx\.)?doi\.org/|(?i:doi):~)?(?P<doi>10\.\d{4,9}/[\w.()/:;<>+-]{1,120}\w)",
        "{doi}",
        "10.1093/indlaw/dwab012",
        "ISO 26324; DOI Handbook 2.2",
        before=r"(?<![\w.])",
    ),
)
