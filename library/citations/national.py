"""Numbers that national courts give their cases."""

from __future__ import annotations

from library.citations.rows import AND, DATE, NO, Row

#: "BAG, Urteil vom 1.12.2020 - ": whose number follows, and when it was decided.
DE_COURT = (
    r"(?:(?:BAG|LAG(?: [A-ZÄÖÜ][\wäöüß-]{1,25})?|ArbG(?: [A-ZÄÖÜ][\wäöüß-]{1,25})?|BVerfG|BGH|BSG"
    rf"|BVerwG),?~(?:(?:Urteil|Urt\.|Beschluss|Beschl\.|U\.|B\.) (?:vom |v\.~)?{DATE}~[-,—]?~)?"
    r"(?:Az\.?:?~)?)?"
)
DE_REGISTER = (
    r"(?:\d{1,3} (?:AZR|ABR|AZN|ABN|AZB|AZM|AS|Sa|SaGa|TaBV|TaBVGa|Ta|Ca|BV|BVGa|Ga|BvR|BvL|BvF|BvE|BvB"
    r"|BvQ|PBvU|SLa)|B \d{1,2} [A-ZÜ]{1,3}|(?:[IVX]{1,4}|\d{1,2}) (?:ZR|ZB|StR|BR)"
    r"|\d{1,2} (?:C|CN|P|B)(?= \d{1,3}\.\d\d))"
)
FR_COURT = (
    r"(?:Cass\.,?~(?:soc|civ|com|crim|ass\. plén|1re civ|2e civ|3e civ)\.,?~"
    rf"(?:{DATE},?~)?)?"
)
IT_COURT = (
    r"(?:Cass\.?(?: civ\.| pen\.)?,?~(?:(?:[Ss]ez\.|[Ss]ezione)~(?:lav(?:oro|\.)?|[Uu]n(?:ite|\.)?"
    rf"|[IVX]{{1,4}}),?~)?(?:(?:sent\.|ord\.),?~)?(?:{DATE},?~)?)"
)
SENTENCIA = r"(?i:sentencia|auto|providencia) "
#: Constitutional complaints, appeals and remedies, and the numbers they have.
BR_CLASS = r"(?:ADPF|ADI|ADC|ADO|MI|HC|MS|RMS|Rcl|REsp|AREsp|EREsp|IRR|IAC)"
CNJ = r"(?P<number>\d{1,7}-\d\d\.\d{4}\.\d\.\d\d\.\d{4})"

ROWS = (
    Row(
        "us-docket",
        "US",
        r"(?:Docket )?Nos?\.? (?P<number>\d{2}-\d{3,5})",
        "{number}",
        "No. 16-285",
        "Supreme Court of the United States, Rule 12: term and number",
        more=rf"(?:{AND}|~,~(?:{AND})?)(?P<item>(?P<number>\d{{2}}-\d{{2,5}}))",
    ),
    Row(
        "us-docket",
        "US",
        r"(?P<number>\d{2}-\d{3,5})",
        "{number}",
        "17-1618",
        "Supreme Court of the United States, Rule 12",
        alone=True,
    ),
    Row(
        "us-docket",
        "US",
        r"(?:No\. )?(?P<number>S\d{6})",
        "{number}",
        "S222732",
        "Supreme Court of California, case numbers",
    ),
    Row(
        "gb-docket",
        "GB",
        r"(?P<number>UKSC (?:19|20)\d\d/\d{4})",
        "{number}",
        "UKSC 2019/0029",
        "Supreme Court of the United Kingdom, case identifiers",
    ),
    Row(
        "gb-docket",
        "GB",
        r"(?P<number>UKEAT[SP]?/\d{4}/\d\d(?:/[A-Z]{2,4})?|EA-\d{4}-\d{6}(?:-[A-Z]{2,3})?)",
        "{number}",
        "UKEAT/0123/19/BA",
        "Employment Appeal Tribunal, case numbers before and since 2020",
    ),
    Row(
        "gb-docket",
        "GB",
        r"(?P<number>[1-8]\d{6}/(?:19|20)\d\d)",
        "{number}",
        "2202550/2015",
        "Employment Tribunals: seven figures, the first the region, and the year",
    ),
    Row(
        "za-docket",
        "ZA",
        r"(?P<court>CCT|JA|JR|JS|DA|PA|PR|PS|CA|C|D|J|P)~(?P<number>\d{1,4}/(?:\d\d|20\d\d))",
        "{court} {number}",
        "CCT 85/06",
        "Constitutional Court and Labour Courts of South Africa, case numbers",
        cue=r"South Africa|Labour (?:Appeal )?Court|ZALAC|ZALC|ZACC|Suid-Afrika",
    ),
    Row(
        "nl-docket",
        "NL",
        r"(?:(?:HR|Hoge Raad),? )?(?P<number>[012]\d/0\d{4})",
        "{number}",
        "21/02090",
        "Hoge Raad: year and five figures",
        alone=True,
    ),
    Row(
        "de-docket",
        "DE",
        rf"{DE_COURT}(?P<number>{DE_REGISTER} \d{{1,5}}[./]\d\d)(?:~\([A-Z]\))?",
        "{number}",
        "BAG, Urteil vom 1.12.2020 - 9 AZR 102/20",
        "Aktenordnung of the German courts: senate, register, number, year",
    ),
    Row(
        "at-docket",
        "AT",
        r"(?:OGH,? )?(?P<number>\d{1,2}~Ob(?:A|S)?~\d{1,3}/\d\d[a-z])",
        "{number}",
        "9 ObA 12/20x",
        "Rechtsinformationssystem des Bundes, Geschäftszahlen of the OGH",
    ),
    Row(
        "ch-docket",
        "CH",
        r"(?P<number>[1-9][A-G]_\d{1,4}/(?:19|20)\d\d)",
        "{number}",
        "4A_123/2020",
        "Swiss Federal Supreme Court, file numbers",
    ),
    Row(
        "fr-cassation",
        "FR",
        rf"{FR_COURT}(?:pourvoi,? )?{NO}(?P<number>\d\d-\d\d\.\d{{3}})",
        "{number}",
        "Cass. soc., 4 mars 2020, n° 19-13.316",
        "Cour de cassation, numéros de pourvoi",
        more=rf"(?:{AND}|~,~)(?:{NO})?(?P<item>(?P<number>\d\d-\d\d\.\d{{3}}))",
    ),
    Row(
        "fr-cassation",
        "FR",
        r"(?P<number>\d\d-\d\d\.\d{3})",
        "{number}",
        "17-20.079",
        "Cour de cassation, numéros de pourvoi",
        alone=True,
    ),
    Row(
        "fr-conseil-constitutionnel",
        "FR",
        r"(?:(?:Cons\. const\.|Conseil constitutionnel),? (?:déc(?:ision|\.) )?"
        rf"(?:{DATE},? )?)?(?:{NO})?(?P<number>(?:19|20)\d\d-\d{{1,4}}(?:/\d{{1,4}})? (?:DC|QPC))",
        "{number}",
        "Cons. const. n° 2018-761 DC",
        "Conseil constitutionnel: number and kind of review",
    ),
    Row(
        "fr-conseil-d-etat",
        "FR",
        rf"(?:CE|Conseil d'[ÉE]tat)(?: [Aa]ss\.| [Ss]ect\.)?,? (?:{DATE},? )?"
        rf"(?:[\w\s']{{1,40}}, )?{NO}(?P<number>\d{{5,6}})",
        "ce {number}",
        "CE n° 123456",
        "Conseil d'État, numéros de requête",
    ),
    Row(
        "be-cassation",
        "BE",
        r"(?P<number>[A-Z]\.\d\d\.\d{4}\.[FN])",
        "{number}",
        "S.19.0001.F",
        "Cour de cassation / Hof van Cassatie: chamber, year, number, language",
    ),
    Row(
        "es-decision",
        "ES",
        r"(?P<court>STC|ATC|STS|ATS|SAN|STSJ(?: (?:de )?[A-ZÁÉÍÓÚ][\wáéíóúñ]{2,20}){0,3}|SJS)"
        rf"(?: \([\w]{{2,10}}\))?,? (?:{NO})?(?P<number>\d{{1,5}}/(?:19|20)\d\d)",
        "{court} {number}",
        "STC 99/1994",
        "Tribunal Constitucional and Tribunal Supremo: kind of decision, number, year",
    ),
    Row(
        "it-cassazione",
        "IT",
        rf"{IT_COURT}{NO}(?P<number>\d{{1,5}})(?:/| del )(?P<year>(?:19|20)\d\d)",
        "cass {number}/{year}",
        "Cass. n. 1663/2020",
        "Corte di cassazione: number and year, one sequence for the civil sections",
    ),
    Row(
        "it-cassazione",
        "IT",
        r"Cass\.?(?: civ\.| pen\.)?,?~(?:(?:[Ss]ez\.|[Ss]ezione)~(?:lav(?:oro|\.)?|[Uu]n(?:ite|\.)?"
        r"|[IVX]{1,4}),?~)?(?:(?:sent\.|ord\.),?~)?\d{1,2}°?[. ]~(?:\d{1,2}|[a-z]{3,10})[. ]~"
        rf"(?P<year>(?:19|20)\d\d),? {NO}(?P<number>\d{{1,5}})(?!/)",
        "cass {number}/{year}",
        "Cass. civ., sez. lav., 24 gennaio 2020, n. 1663",
        "Corte di cassazione: the year may stand in the date alone",
    ),
    Row(
        "it-corte-costituzionale",
        "IT",
        r"(?:Corte [Cc]ost(?:ituzionale|\.),?|C\. cost\.,?) (?:sent(?:enza|\.) |ord(?:inanza|\.) )?"
        rf"(?:{DATE},? )?{NO}(?P<number>\d{{1,3}})(?:/| del )(?P<year>(?:19|20)\d\d)",
        "corte cost {number}/{year}",
        "Corte cost. n. 194/2018",
        "Corte costituzionale: one sequence a year",
    ),
    Row(
        "pt-docket",
        "PT",
        r"(?i:processo|proc\.) (?:n\.?[º°]~)?(?P<number>\d{1,6}/\d\d\.\d[A-Z0-9]{3,7}(?:\.[A-Z]\d){1,2})",
        "{number}",
        "Processo n.º 1234/18.9T8LSB.L1",
        "Portuguese courts, unique number of the proceedings",
    ),
    Row(
        "br-case",
        "BR",
        r"(?:(?:TST|STF|TRT)-)?(?:E-)?(?:[A-Z]{2,5}-){0,2}(?:[A-Z]{2,5}~-~)?" + CNJ,
        "{number}",
        "TST-RR-1000123-89.2017.5.02.0038",
        "Conselho Nacional de Justiça, Resolução 65/2008: one number; the class before it varies",
    ),
    Row(
        "br-appeal",
        "BR",
        rf"(?P<court>{BR_CLASS}|RE|ARE|AI) (?:{NO})?(?:(?P<millions>\d{{1,3}})\.)?(?P<thousands>\d{{1,3}})\."
        r"(?P<number>\d{3})(?:/[A-Z]{2})?",
        "{court} {millions}{thousands}{number}",
        "RE 958.252",
        "Supremo Tribunal Federal and Superior Tribunal de Justiça: class and number",
    ),
    Row(
        "br-appeal",
        "BR",
        rf"(?P<court>{BR_CLASS}) (?:{NO})?(?P<number>\d{{1,7}})(?:/[A-Z]{{2}})?",
        "{court} {number}",
        "ADPF 324",
        "Supremo Tribunal Federal and Superior Tribunal de Justiça: class and number",
        cue=r"STF|STJ|TST|Supremo|Superior Tribunal|Brasil|Brazil",
    ),
    Row(
        "br-appeal",
        "BR",
        rf"(?P<court>RE|ARE) (?:{NO})?(?P<number>\d{{5,7}})(?:/[A-Z]{{2}})?",
        "{court} {number}",
        "RE 958252",
        "Supremo Tribunal Federal: class and number",
    ),
    Row(
        "br-theme",
        "BR",
        rf"Tema (?:{NO})?(?P<number>[1-9]\d{{0,3}})",
        "tema {number}",
        "Tema 725",
        "Supremo Tribunal Federal, themes of general repercussion",
        cue=r"[Rr]epercussão|STF|STJ|TST|Supremo",
    ),
    # "Sentencia C-355/06": the three figures and the word set it apart from the Court of Justice.
    Row(
        "co-constitucional",
        "CO",
        rf"(?:{SENTENCIA})?(?P<court>SU)[-.]?~?(?P<number>\d{{3,4}})(?:/| (?:de|of) (?:19|20))"
        r"(?P<year>\d\d)",
        "{court}-{number}/{year}",
        "SU-070/13",
        "Corte Constitucional de Colombia: kind of decision, number, year",
    ),
    Row(
        "co-constitucional",
        "CO",
        rf"{SENTENCIA}(?:{NO})?(?P<court>[CT])-(?P<number>\d{{3,4}})(?:/| (?:de|of) (?:19|20))(?P<year>\d\d)",
        "co {court}-{number}/{year}",
        "Sentencia T-760 de 2008",
        "Corte Constitucional de Colombia: kind of decision, number, year",
        cue=r"Colombia|Corte Constitucional",
    ),
    Row(
        "co-constitucional",
        "CO",
        r"(?P<court>[CT])-(?P<number>0\d\d|\d{3,4})(?P<of> (?:de|of) (?:19|20))?(?(of)|/)(?P<year>\d\d)",
        "co {court}-{number}/{year}",
        "T-760 de 2008",
        "Corte Constitucional de Colombia, where the text names it",
        cue=r"Corte Constitucional de Colombia|Constitutional Court of Colombia",
        accept=lambda groups: bool(groups["of"]) or groups["number"].startswith("0"),
    ),
    Row(
        "co-suprema",
        "CO",
        r"(?P<number>S[LTCP]\d{1,5}-(?:19|20)\d\d)",
        "{number}",
        "SL1234-2020",
        "Corte Suprema de Justicia de Colombia: chamber, number, year",
    ),
    Row(
        "mx-thesis",
        "MX",
        r"(?:Tesis:? )?(?P<number>(?:P|[12]a)\./J\. \d{1,4}/(?:19|20)\d\d)(?: \(\d{1,2}a\.\))?",
        "{number}",
        "2a./J. 12/2019 (10a.)",
        "Semanario Judicial de la Federación, binding theses",
    ),
    Row(
        "mx-amparo",
        "MX",
        r"(?P<kind>(?i:amparo directo en revisión|amparo en revisión|amparo directo"
        r"|contradicción de tesis|acción de inconstitucionalidad)) (?P<number>\d{1,5}/(?:19|20)\d\d)",
        "{kind} {number}",
        "Amparo directo en revisión 1234/2015",
        "Suprema Corte de Justicia de la Nación: kind of proceedings, number, year",
    ),
    Row(
        "cl-docket",
        "CL",
        rf"(?i:rol) (?:{NO})?(?P<number>\d{{1,3}}(?:\.\d{{3}})?-(?:19|20)\d\d)",
        "rol {number}",
        "Rol N° 12.345-2019",
        "Corte Suprema de Chile, register of cases",
    ),
    Row(
        "pe-docket",
        "PE",
        rf"(?:(?i:exp(?:ediente|\.)|sentencia) )?(?:{NO})?(?P<number>\d{{4,5}}-(?:19|20)\d\d-[A-Z]{{2}}/TC)",
        "{number}",
        "Exp. N° 00008-2005-PI/TC",
        "Tribunal Constitucional del Perú, register of cases",
    ),
    Row(
        "ru-arbitrazh",
        "RU",
        rf"(?:(?i:дел[оуа]) )?(?:{NO})?[АA](?P<number>\d\d-\d{{1,6}}/(?:19|20)\d\d)",
        "а{number}",
        "дело № А40-12345/2020",
        "Arbitrazh courts: region, number, year; the letter is often typed in Latin",
    ),
    Row(
        "ru-supreme",
        "RU",
        rf"(?:(?i:дел[оуа]) )?{NO}(?P<number>\d{{1,3}}-(?:КГ|КГПР|АД|КА|ИКАД)\d\d-\d{{1,4}}(?:-К\d)?)",
        "{number}",
        "№ 5-КГ19-12",
        "Supreme Court of the Russian Federation, cases in cassation",
    ),
)
