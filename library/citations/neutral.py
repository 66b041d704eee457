"""Neutral citations: a year, a court, a number, and nothing of any publisher.

The form goes back to the guides of the Australasian and Canadian institutes; each row names the
list of courts it was taken from. Brackets do not count: "[2015] SCC 4" is found as "2015 SCC 4".
"""

from __future__ import annotations

from library.citations.rows import BRACKETED_YEAR, YEAR, Row

KEY = "{year} {court} {number}"

UK = (
    r"(?:UKSC|UKPC|UKHL|UKEAT|EAT|EWCA (?:Civ|Crim)|EWFC|EWCOP|EWCC|CSIH|CSOH|HCJAC|SAC \(?Civ\)?"
    r"|NICA|NIKB|NIQB|NICh|NICty|NIIT|UKFTT|UKIPTrib|CAT)"
)
IE = r"(?:IESC(?:DET)?|IECA|IEHC|IECCA)"
CA = (
    r"(?:SCC|CSC|FCA|CAF|FC|CF|TCC|CCI|CHRT|TCDP|CIRB|CCRI|FPSLREB|CRTEFP|PSLREB|PSSRB|HRTO"
    r"|ON(?:CA|SC|SCDC|CJ|LRB|WSIAT)|BC(?:CA|SC|PC|HRT|LRB|EST)|AB(?:CA|QB|KB|PC|CJ)"
    r"|SK(?:CA|QB|KB|PC)|MB(?:CA|QB|KB|PC)|QC(?:CA|CS|CQ|TAT|CLP|CRT|TDP|TT)|NB(?:CA|QB|KB)"
    r"|NS(?:CA|SC|SM|PC)|PE(?:CA|SC|SCTD)|NL(?:CA|SC|TD|SCTD)|YK(?:CA|SC)|NWT(?:CA|SC)"
    r"|NU(?:CA|CJ))"
)
AU = (
    r"(?:HCA(?:SL|Trans)?|FCAFC|FWC(?:FB|D|A)?|FWA(?:FB|A)?|FCCA|FMCA|FedCFamC[12][AFG]"
    r"|AIRC(?:FB)?|AATA|IRCA|NSW(?:CA|SC|IRComm|IC|CATAD|LEC)|VSCA?|VCAT|QCA|QSC|QIRC|ICQ|QCAT"
    r"|WASCA?|WAIRC(?:omm)?|WASAT|SASC(?:FC|A)?|SAET|SAIRC|SAIRComm|TASFC|TASSC|TASIC|ACTCA|ACTSC"
    r"|NTCA|NTSC)"
)
NZ = r"(?:NZ(?:SC|CA|HC|FC|DC|EmpC|ERA(?: [A-Z][a-z]+)?|ACC|HRRT|CC))"
ZA = (
    r"(?:ZA(?:CC|SCA|LAC|LC[A-Z]{0,3}|CAC|EQC|GPJHC|GPPHC|GPHC|WCHC|KZ[A-Z]{2,4}|EC[A-Z]{1,4}"
    r"|FSHC|NW[A-Z]{2,3}|NCHC|LMP[A-Z]{2,4}|MP[A-Z]{2,4}))"
)
#: Codes that begin with the country, as the legal information institutes of the South form them.
PREFIXED = (
    r"(?:(?:BB|BD|BS|BW|BZ|CK|ET|FJ|GH|GM|GY|HK|JM|KE|KI|LK|LR|LS|MU|MW|MY|NA|NG|NR|NU|PG|PK"
    r"|RW|SB|SC|SD|SG|SL|SS|SZ|TO|TT|TV|TZ|UG|VU|WS|ZA|ZM|ZW)[A-Z]{1,9})"
)

ROWS = (
    Row(
        "neutral",
        "GB",
        rf"{YEAR} (?P<court>{UK}) (?P<number>\d{{1,5}})",
        KEY,
        "[2019] EWCA Civ 123",
        "OSCOLA 4th ed., 2.1.4 and the Practice Direction [2001] 1 WLR 194",
    ),
    Row(
        "neutral",
        "GB",
        rf"{YEAR} (?P<court>EWHC|UKUT|UKFTT|UKET) (?P<number>\d{{1,5}})"
        r"(?:~\((?P<division>[A-Za-z]{2,6})\))?",
        "{year} {court} {number} {division}",
        "[2019] EWHC 2105 (Admin)",
        "Practice Direction [2002] 1 WLR 346: the division stands behind the number",
    ),
    Row(
        "neutral",
        "IE",
        rf"{YEAR} (?P<court>{IE}) (?P<number>\d{{1,5}})",
        KEY,
        "[2020] IESC 3",
        "OSCOLA Ireland, neutral citations of the Courts Service",
    ),
    # With brackets this is the Federal Court of Australia, without the Canadian Court of Appeal.
    Row(
        "neutral",
        "AU",
        rf"{BRACKETED_YEAR} (?P<court>FCA) (?P<number>\d{{1,5}})",
        "{year} {court} au {number}",
        "[2019] FCA 1052",
        "Australian Guide to Legal Citation 4th ed., 2.3.1",
    ),
    Row(
        "neutral",
        "CA",
        rf"{YEAR} (?P<court>{CA}) (?P<number>\d{{1,5}})",
        KEY,
        "2019 ONCA 12",
        "Canadian Judicial Council, A Neutral Citation Standard for Case Law (1999)",
    ),
    Row(
        "canlii",
        "CA",
        rf"{YEAR} CanLII (?P<number>\d{{1,6}})(?:~\([A-Z]{{2}}(?: [A-Z]{{2,6}})?\))?",
        "{year} CanLII {number}",
        "2008 CanLII 20995 (ON LRB)",
        "McGill Guide 9th ed., 3.2.5: the number is unique in its year, the court explains",
    ),
    Row(
        "neutral",
        "AU",
        rf"{YEAR} (?P<court>{AU}) (?P<number>\d{{1,5}})",
        KEY,
        "[2019] HCA 2",
        "Australian Guide to Legal Citation 4th ed., 2.3.1 and appendix B",
    ),
    Row(
        "neutral",
        "NZ",
        rf"{YEAR} (?P<court>{NZ}) (?P<number>\d{{1,5}})",
        KEY,
        "[2012] NZEmpC 3",
        "New Zealand Law Style Guide 3rd ed., 3.2.2",
    ),
    Row(
        "neutral",
        "ZA",
        rf"{YEAR} (?P<court>{ZA}) (?P<number>\d{{1,5}})",
        KEY,
        "2021 ZACC 3",
        "SAFLII, list of medium neutral citations",
    ),
    Row(
        "neutral",
        "KE",
        rf"{YEAR} (?P<court>KE(?:SC|CA|HC|ELRC|MC|IC|ET)) (?P<number>\d{{1,5}})(?:~\(KLR\))?",
        KEY,
        "[2020] KEELRC 12 (KLR)",
        "Kenya Law, medium neutral citation notice (2022): (KLR) names the publisher",
    ),
    Row(
        "neutral",
        "IN",
        rf"{YEAR} (?P<court>INSC) (?P<number>\d{{1,5}})",
        KEY,
        "2023 INSC 677",
        "Supreme Court of India, notice on neutral citations, 2023",
    ),
    Row(
        "neutral",
        "IN",
        r"(?P<year>20\d\d):(?P<court>[A-Z]{3,9}):(?P<number>\d{1,6})(?:-DB|-FB)?",
        KEY,
        "2023:DHC:1234",
        "High Court of Delhi, practice direction on neutral citations; DB and FB name the bench",
    ),
    Row(
        "neutral",
        "CARICOM",
        rf"{YEAR} (?P<court>CCJ) (?P<number>\d{{1,4}})(?:~\((?:AJ|OJ)\)(?:~[A-Z]{{2}})?)?",
        KEY,
        "[2020] CCJ 12 (AJ) GY",
        "Caribbean Court of Justice: jurisdiction and country explain the number",
    ),
    Row(
        "neutral",
        "JM",
        rf"{YEAR} (?P<court>JM(?:CA|SC|CC) (?:Civ|Crim|Comm?|App|FC|CD))\.? (?P<number>\d{{1,4}})",
        KEY,
        "[2019] JMCA Civ 23",
        "Court of Appeal of Jamaica, practice direction on neutral citations",
    ),
    Row(
        "neutral",
        "EFTA",
        rf"{YEAR} (?P<court>EFTA Ct\.?) (?P<number>\d{{1,4}})",
        KEY,
        "[2016] EFTA Ct. 12",
        "EFTA Court, reports",
    ),
    Row(
        "neutral",
        "LII",
        rf"{BRACKETED_YEAR} (?P<court>{PREFIXED}) (?P<number>\d{{1,5}})",
        KEY,
        "[2019] TZCA 41",
        "AfricanLII, PacLII and CommonLII: country code and court",
    ),
    Row(
        "eklr",
        "KE",
        rf"{BRACKETED_YEAR} eKLR",
        "{year} eKLR",
        "[2021] eKLR",
        "Kenya Law before 2022: the year alone, so it names a case only beside its parties",
        alone=True,
    ),
)
