"""Which column a heading of somebody's table probably stands for, in the site's seven languages."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What the columns of records are called, in the order in which they are offered.
LABELS = {
    "title": _("Title"),
    "type": _("Type of material"),
    "date": _("Date"),
    "year": _("Year"),
    "countries": _("Countries"),
    "publisher": _("Court, journal or publisher"),
    "citation": _("Citation"),
    "ecli": "ECLI",
    "case_number": _("Case number"),
    "abstract": _("Abstract"),
    "original_title": _("Original title"),
    "language": _("Language"),
    "authors": _("Authors"),
    "editors": _("Editors"),
    "judges": _("Judges"),
    "parties": _("Parties"),
    "focus_areas": _("Focus areas"),
    "subjects": _("Subjects"),
    "keywords": _("Keywords"),
    "instruments": _("ILO instruments it concerns"),
    "code": _("Code of the ILO instrument itself"),
    "supranational_body": _("Supranational body"),
    "url": _("Address of the source"),
    "source_url": _("Second address of the source"),
    "doi": "DOI",
    "isbn": "ISBN",
    "issn": "ISSN",
    "eli": "ELI",
    "handle": "Handle",
    "natlex": "NATLEX",
    "normlex": "NORMLEX",
    "identifiers": _("Other identifiers"),
    "volume": _("Volume"),
    "issue": pgettext_lazy("of a journal", "Issue"),
    "pages": _("Pages"),
    "number": _("Number"),
    "published_in": _("Published in"),
    "series": _("Series"),
    "page_count": _("Number of pages"),
    "version": _("Version"),
    "places": _("Place"),
    "rights": _("Rights"),
    "notes": _("Note for editors"),
    "id": _("Number of the work on this site"),
}

#: Headings by column: names to be recognised, in en, fr, es, de, ru, ar and pt.
WORDS = {
    "title": (
        "title, name, case name, case, titre, intitulé, título, titel, название, заголовок, "
        "العنوان, عنوان"
    ),
    "type": (
        "type, kind, document type, type de document, tipo, tipo de documento, typ, "
        "dokumenttyp, тип, вид, النوع, نوع الوثيقة"
    ),
    "date": (
        "date, decision date, judgment date, date of decision, date de décision, fecha, fecha "
        "de la decisión, datum, entscheidungsdatum, дата, дата решения, التاريخ, تاريخ, تاريخ "
        "الحكم, data, data da decisão"
    ),
    "year": "year, année, año, jahr, год, السنة, سنة, ano",
    "countries": (
        "country, countries, country iso2, jurisdiction, pays, país, países, land, länder, "
        "страна, страны, البلد, الدولة, البلدان"
    ),
    "publisher": (
        "court, publisher, journal, publication, tribunal, juridiction, éditeur, revue, "
        "corte, editorial, revista, gericht, herausgeber, verlag, zeitschrift, суд, издатель, "
        "журнал, المحكمة, الناشر, المجلة, editora"
    ),
    "citation": (
        "citation, citations, reference, référence, cita, referencia, fundstelle, zitat, "
        "цитата, ссылка на решение, الاستشهاد, المرجع, citação, referência"
    ),
    "ecli": "ecli",
    "case_number": (
        "case number, docket, docket number, application number, numéro d'affaire, numéro de "
        "rôle, número de expediente, número de caso, aktenzeichen, номер дела, رقم القضية, "
        "رقم الدعوى, número do processo"
    ),
    "abstract": (
        "abstract, summary, description, résumé, resumen, zusammenfassung, аннотация, резюме, "
        "الملخص, ملخص, resumo"
    ),
    "original_title": (
        "original title, titre original, título original, originaltitel, оригинальное "
        "название, العنوان الأصلي"
    ),
    "language": "language, langue, idioma, sprache, язык, اللغة, لغة, língua",
    "authors": (
        "author, authors, auteur, auteurs, autor, autores, autoren, verfasser, автор, авторы, "
        "المؤلف, المؤلفون"
    ),
    "editors": "editor, editors, editores, redaktion, редактор, المحرر, organizador",
    "judges": (
        "judge, judges, juge, juges, juez, jueces, richter, судья, судьи, القاضي, القضاة, "
        "juiz, juízes"
    ),
    "parties": "party, parties, partes, parteien, стороны, الأطراف",
    "focus_areas": "focus area, focus areas, domaine, área temática, themengebiet, المجال, área",
    "subjects": (
        "subject, subjects, topic, sujet, sujets, thème, materia, tema, thema, themen, тема, "
        "предмет, الموضوع, المواضيع, assunto"
    ),
    "keywords": (
        "keyword, keywords, tags, mots clés, palabras clave, schlagwörter, stichwörter, "
        "ключевые слова, الكلمات المفتاحية, palavras chave"
    ),
    "instruments": (
        "instruments, ilo instruments, ilo conventions, conventions de l'oit, convenios de la "
        "oit, ilo übereinkommen, конвенции мот, اتفاقيات منظمة العمل الدولية, convenções da "
        "oit"
    ),
    "url": "url, link, web address, lien, adresse, enlace, ссылка, الرابط, ligação",
    "source_url": "source url",
    "doi": "doi",
    "isbn": "isbn",
    "issn": "issn",
    "eli": "eli",
    "handle": "handle",
    "natlex": "natlex",
    "normlex": "normlex",
    "identifiers": "identifier, identifiers",
    "volume": "volume, volumen, tomo, band, том, المجلد",
    "issue": "issue, fascicule, heft, выпуск, العدد, fascículo",
    "pages": "pages, páginas, seiten, страницы, الصفحات",
    "number": "number, numéro, número, nummer, номер, الرقم, رقم",
    "published_in": (
        "published in, gazette, journal officiel, diario oficial, amtsblatt, официальное "
        "издание, الجريدة الرسمية, diário oficial"
    ),
    "series": "series, collection, serie, reihe, серия, السلسلة, série",
    "page_count": (
        "page count, number of pages, nombre de pages, número de páginas, seitenzahl, "
        "количество страниц, عدد الصفحات"
    ),
    "version": "version, edition, édition, versión, edición, ausgabe, версия, الطبعة, versão, edição",
    "supranational_body": "supranational body",
    "rights": "rights, licence, license, droits, derechos, rechte, права, الحقوق, direitos",
    "notes": "note, notes, remarque, remarques, nota, notas, notiz, anmerkung, примечание, ملاحظات",
    "id": "work id",
}


def _folded(text: str) -> str:
    """Return a heading's letters and digits, words apart, without case and accents."""
    text = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else " " for c in text if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", letters).strip()


@cache
def _phrases() -> dict[str, str]:
    """Return columns by headings; one that could be two columns is that of the first."""
    found: dict[str, str] = {}
    for column, words in WORDS.items():
        for heading in (column, *words.split(",")):
            found.setdefault(_folded(heading), column)
    return found


def guess(header: Iterable[str]) -> dict[str, str]:
    """Return columns by the headings that probably stand for them, each column once."""
    phrases = _phrases()
    taken: set[str] = set()
    found: dict[str, str] = {}
    for heading in header:
        column = phrases.get(_folded(heading))
        if column and column not in taken:
            taken.add(column)
            found[heading] = column
    return found
