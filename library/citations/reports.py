"""Citations of published reports: a series, a volume, a page."""

from __future__ import annotations

from library.citations.rows import BRACKETED_YEAR, NO, YEAR, Row, dotted

PAGE = r"(?P<page>\d{1,5})"
VOLUME = r"(?P<volume>\d{1,4})"
#: The court in brackets behind a page explains the citation and is no part of it.
COURT = r"(?:~\([A-Z]{1,6}\))?"

UK = (
    r"AC|KB|QB|Ch|Fam|P|WLR|All~ER(?: \(EC\))?|ICR|IRLR|BCLC|BCC|LGR|PIQR|Lloyd's Rep|CMLR|ECR"
    r"|EHRR|ELR|IR|ILRM|FSR|RPC|TLR|ITR|Cr~App~R|SC|SLT|SCLR|NI|ECR-SC|ECC"
)
US = "|".join(
    [
        r"U\.~S\.",
        r"S\.?~Ct\.?",
        r"L\.?~Ed\.?(?:~2d)?",
        r"F\.?~(?:2d|3d|4th)",
        r"F\.?~Supp\.?(?:~[23]d)?",
        r"F\.?~App'x",
        r"F\.",
        r"Cal\.?(?:~App\.?)?(?:~(?:2d|3d|4th|5th))?(?: Supp\.?)?",
        r"Cal\.?~Rptr\.?(?:~[23]d)?",
        r"N\.?~Y\.?(?:~S\.?)?~[23]d",
        r"N\.~Y\.",
        r"A\.?~D\.?~[23]d",
        r"[AP]\.?~[23]d",
        r"N\.?~[EW]\.?~[23]d",
        r"S\.?~[EW]\.?~[23]d",
        r"So\.?~[23]d",
        r"(?:Ill|Wash|Wis|Haw|Ariz|Kan|Mont)\.?~2d",
        r"Ohio St\.?~[23]d",
        r"(?:Mass|Mich|N\.J|Pa|Conn|Md|Minn|Va|Wis|Or|Wash|Iowa)\.",
        r"N\.?~L\.?~R\.?~B\.?",
        r"L\.?R\.?R\.?M\.?(?:~\(BNA\))?",
        r"(?:F\.?E\.?P\.?|Fair Empl\.~Prac\.) Cas(?:es|\.)?(?:~\(BNA\))?",
    ]
)

ROWS = (
    Row(
        "ca-report",
        "CA",
        rf"{YEAR} (?:{VOLUME} )?(?P<court>{dotted('SCR')}|{dotted('RCS')}) {PAGE}",
        "{year} {volume} {court} {page}",
        "[2015] 1 R.C.S. 245",
        "McGill Guide 9th ed., 3.3: Supreme Court Reports; R.C.S. is the French title",
    ),
    Row(
        "ca-report",
        "CA",
        rf"{YEAR} (?:{VOLUME} )?(?P<court>{dotted('FCR')}|{dotted('RCF')}|{dotted('CF')}) {PAGE}",
        "{year} {volume} {court} {page}",
        "[2003] 4 F.C.R. 672",
        "McGill Guide 9th ed., 3.3: Federal Courts Reports",
    ),
    Row(
        "ca-report",
        "CA",
        rf"(?:\((?:1[89]|20)\d\d\),? )?{VOLUME} (?P<court>{dotted('DLR')}|{dotted('OR')}"
        rf"|{dotted('LAC')}|{dotted('CCEL')}|{dotted('WWR')}|{dotted('CHRR')}|{dotted('OAC')}"
        rf"|{dotted('CLRBR')})(?P<series> \((?:2d|3d|4th|5th)\))? {PAGE}",
        "{volume} {court} {series} {page}",
        "45 D.L.R. (4th) 123",
        "McGill Guide 9th ed., 3.3 and appendix C; the year in round brackets may be left out",
    ),
    Row(
        "us-report",
        "US",
        rf"{VOLUME} (?P<reporter>{US}) {PAGE}",
        "{volume} {reporter} {page}",
        "584 U.S. 497",
        "Bluebook 21st ed., T1: reporters and their series",
    ),
    # Without its stops this is money or a number of people in running text.
    Row(
        "us-report",
        "US",
        rf"{VOLUME} US {PAGE}",
        "{volume} US {page}",
        "584 US 497",
        "Bluebook 21st ed., T1; stops left out as elsewhere in the world",
        alone=True,
    ),
    Row(
        "us-report",
        "US",
        rf"{VOLUME} (?:{dotted('NLRB')}) {NO}{PAGE}",
        "{volume} NLRB no {page}",
        "368 NLRB No. 68",
        "National Labor Relations Board style manual: slip opinions by volume and number",
    ),
    Row(
        "us-database",
        "US",
        r"(?P<year>(?:19|20)\d\d) (?P<base>WL|U\.?S\.? (?:Dist\.?|App\.?) LEXIS) (?P<page>\d{1,8})",
        "{year} {base} {page}",
        "2019 WL 3366498",
        "Bluebook 21st ed., rule 18.3.1",
    ),
    Row(
        "in-report",
        "IN",
        rf"{dotted('AIR')} (?P<year>(?:1[89]|20)\d\d) (?P<court>S\.?C\.?|SCW|[A-Z][A-Za-z&]{{1,9}}) {PAGE}",
        "AIR {year} {court} {page}",
        "AIR 1997 SC 3011",
        "All India Reporter: the year, the court, the page",
    ),
    Row(
        "in-report",
        "IN",
        rf"{BRACKETED_YEAR} (?P<supp>Supp\.?~\(?)?{VOLUME}\)? SCC(?: \((?P<series>L&S|Cri|Civ)\))?"
        rf" {PAGE}",
        "{year} {supp} {volume} SCC {series} {page}",
        "(1997) 6 SCC 241",
        "Supreme Court Cases, Eastern Book Company",
    ),
    Row(
        "in-database",
        "IN",
        r"(?P<year>(?:19|20)\d\d) SCC On~[Ll]ine (?P<court>[A-Z][A-Za-z&]{1,9}) (?P<number>\d{1,6})",
        "{year} SCC OnLine {court} {number}",
        "2021 SCC OnLine SC 12",
        "SCC OnLine, mode of citation",
    ),
    Row(
        "in-database",
        "IN",
        r"(?P<year>20\d\d) LiveLaw (?P<court>\([A-Za-z&]{2,6}\)) (?P<number>\d{1,5})",
        "{year} LiveLaw {court} {number}",
        "2022 LiveLaw (SC) 310",
        "LiveLaw, mode of citation",
    ),
    Row(
        "in-report",
        "IN",
        rf"{YEAR} (?P<volume>[IV]{{1,3}}|\d) LLJ {PAGE}",
        "{year} {volume} LLJ {page}",
        "(1978) II LLJ 12",
        "Labour Law Journal, Madras; volumes in Roman or Arabic figures",
    ),
    Row(
        "za-report",
        "ZA",
        r"(?P<year>(?:19|20)\d\d) \((?P<volume>\d{1,2})\) (?P<reporter>SA|BCLR|SACR|All~SA) "
        rf"{PAGE}{COURT}",
        "{year} {volume} {reporter} {page}",
        "2019 (4) SA 331 (CC)",
        "Juta Law: South African Law Reports, Butterworths Constitutional Law Reports",
    ),
    Row(
        "za-report",
        "ZA",
        rf"{YEAR} {VOLUME} (?P<reporter>ILJ|BLLR|BALR|BCLR|All~SA|CCMA|SALLR) {PAGE}{COURT}",
        "{year} {volume} {reporter} {page}",
        "(2010) 31 ILJ 1638 (LAC)",
        "Juta Industrial Law Journal; LexisNexis Butterworths Labour Law Reports",
    ),
    Row(
        "au-report",
        "AU",
        rf"(?:\((?:19|20)\d\d\) )?{VOLUME} (?P<reporter>CLR|ALR|FCR|ALJR|AILR|IR|FLR|NSWLR|CAR) {PAGE}",
        "{volume} {reporter} {page}",
        "(2020) 271 CLR 495",
        "Australian Guide to Legal Citation 4th ed., 2.2: volumes run on, the year explains",
    ),
    Row(
        "nz-report",
        "NZ",
        rf"{YEAR} (?:{VOLUME} )?(?P<reporter>ERNZ|NZLR|NZELR|NZILR) {PAGE}",
        "{year} {volume} {reporter} {page}",
        "[2009] ERNZ 12",
        "New Zealand Law Style Guide 3rd ed., 3.2.4",
    ),
    Row(
        "hk-report",
        "HK, SG, MY, KE",
        rf"{YEAR} (?:{VOLUME} )?(?P<reporter>HKCFAR|HKLRD|HKC|SLR(?:\(R\))?|MLJ|ILR|KLR|EA|GLR|NWLR) "
        rf"{PAGE}",
        "{year} {volume} {reporter} {page}",
        "[2001] 2 SLR(R) 12",
        "OSCOLA 4th ed., 2.5 and its list of Commonwealth reports",
    ),
    Row(
        "uk-report",
        "GB, IE",
        rf"{BRACKETED_YEAR} (?:{VOLUME} )?(?P<reporter>{UK}) (?P<page>(?:I-|II-|[A-Z]-?)?\d{{1,5}})",
        "{year} {volume} {reporter} {page}",
        "[1990] ICR 616",
        "OSCOLA 4th ed., 2.1.3 and 4.2; reports of the European courts by volume or year",
    ),
    Row(
        "series-a",
        "Council of Europe, OAS",
        rf"(?i:series?|série|серия|السلسلة) [AА],? {NO}(?P<number>\d{{1,3}})",
        "series A {number}",
        "Series A no. 19",
        "European Court until 1996 (judgments), Inter-American Court (opinions): two series of one "
        "name, one key",
    ),
    Row(
        "iacthr-series",
        "OAS",
        rf"(?i:series?|série|серия|السلسلة) [CС],? {NO}(?P<number>\d{{1,3}})",
        "series C {number}",
        "Serie C No. 72",
        "Inter-American Court of Human Rights: judgments are numbered through in Series C",
    ),
    Row(
        "de-report",
        "DE",
        r"(?P<reporter>BVerfGE|BVerfGK|BAGE|BGHZ|BGHSt|BSGE|BVerwGE|BFHE|BayVerfGHE) "
        r"(?P<volume>\d{1,3}), (?P<page>\d{1,4})",
        "{reporter} {volume}/{page}",
        "BVerfGE 146, 71",
        "Official collections of the federal courts: volume, first page",
    ),
    Row(
        "de-report",
        "DE, AT",
        r"(?P<reporter>NZA(?:-RR)?|NJW(?:-RR)?|AuR|ArbuR|DB|BB|RdA|EuZA|EuZW|NVwZ|JZ|DRdA|ZAS|ArbRB) "
        r"(?P<year>(?:19|20)\d\d), (?P<page>\d{1,4})",
        "{reporter} {year}/{page}",
        "NZA 2021, 552",
        "Journals that report cases: year, first page",
    ),
    Row(
        "ch-report",
        "CH",
        r"(?P<reporter>BGE|ATF|DTF) (?P<volume>\d{1,3}) (?P<part>[IV]{1,3}a?) (?P<page>\d{1,4})",
        "BGE {volume} {part} {page}",
        "BGE 146 III 71",
        "Swiss Federal Supreme Court: one collection, named in German, French and Italian",
    ),
    Row(
        "nl-report",
        "NL",
        r"(?P<reporter>JAR|NJ|TRA|RAR|AB|USZ) (?P<year>(?:19|20)\d\d)/(?P<number>\d{1,4})",
        "{reporter} {year}/{number}",
        "JAR 2020/287",
        "Leidraad voor juridische auteurs: journal, year, number",
    ),
    Row(
        "ar-report",
        "AR",
        r"(?i:Fallos):? (?P<volume>\d{1,3}):~(?P<page>\d{1,5})",
        "Fallos {volume}/{page}",
        "Fallos 327:3753",
        "Corte Suprema de Justicia de la Nación: volume and page of its Fallos",
    ),
    Row(
        "br-report",
        "BR",
        r"(?i:S[úu]mula)(?P<binding> (?i:vinculante))?(?: n[.º°]{1,2}| nº)? (?P<number>\d{1,3})"
        r"(?:,? [IVX]{1,4})?(?:,? (?:do|da|-|/)~(?P<court>TST|STF|STJ))?",
        "sumula {binding} {number} {court}",
        "Súmula 331 do TST",
        "Numbered statements of settled case law of the higher courts",
        cue=r"TST|STF|STJ|Supremo|Tribunal",
    ),
)
