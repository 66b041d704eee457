"""Tables with headings of anybody's own: guessed, chosen, kept for the next time."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from library.enums import UploadStatus
from library.import_forms import PrepareForm
from library.importing import uploads
from library.importing.errors import ImportRefusedError
from library.importing.headings import LABELS, guess
from library.importing.records import PROFILE
from library.models import ImportMapping, ImportUpload

pytestmark = pytest.mark.django_db

GERMAN = (
    ("Titel", "Gericht", "Entscheidungsdatum", "Aktenzeichen", "Farbe"),
    ("Die erfundene Rechtssache", "Erfundenes Gericht", "2020-05-01", "1 X 2/20", "blau"),
)


def table(rows=GERMAN) -> bytes:
    """Return rows as a CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def kept(user, content: bytes = b"", name: str = "cases.csv") -> ImportUpload:
    """Return an upload of hers."""
    return uploads.keep_upload(SimpleUploadedFile(name, content or table()), user=user)


def form_for(upload, **data: str) -> PrepareForm:
    """Return the form as a person sends it: with what was offered, but for what she changes."""
    offered = PrepareForm(upload=upload)
    values = {
        name: data.get(name, offered.get_initial_for_field(field, name) or "")
        for name, field in offered.fields.items()
    }
    return PrepareForm(values, upload=upload)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Titel", "title"),
        ("Título", "title"),
        ("INTITULÉ", "title"),
        ("Название", "title"),
        ("العنوان", "title"),
        ("Número de expediente", "case_number"),
        ("Entscheidungs-Datum", None),
        ("Дата решения", "date"),
        ("Data da decisão", "date"),
        ("Mots-clés", "keywords"),
        ("country_iso2", "countries"),
        ("المحكمة", "publisher"),
        ("Farbe", None),
    ],
)
def test_headings_are_guessed_in_seven_languages(heading, column):
    assert guess([heading]).get(heading) == column


def test_a_column_is_guessed_for_one_heading_only():
    assert guess(["Title", "Titre"]) == {"Title": "title"}


def test_every_column_has_a_name_for_people():
    assert set(LABELS) == PROFILE.names


def test_the_guess_is_offered_and_can_be_changed(editor):
    upload = kept(editor)
    assert upload.status == UploadStatus.MAPPING

    form = form_for(upload, type="case", column_4="notes")

    assert form.is_valid(), form.errors
    assert form.mapping == {
        "Titel": "title",
        "Gericht": "publisher",
        "Entscheidungsdatum": "date",
        "Aktenzeichen": "case_number",
        "Farbe": "notes",
    }
    assert form.defaults == {"type": "case"}


def test_two_headings_for_one_column_and_no_titles_are_refused_with_what_was_chosen(editor):
    twice = form_for(kept(editor), column_4="title")
    assert list(twice.errors) == ["column_4"]
    assert "Titel" in twice.errors["column_4"][0]
    assert twice["column_4"].value() == "title"

    none = form_for(kept(editor), column_0="")
    assert "holds the titles" in none.non_field_errors()[0]


def test_an_unknown_language_is_refused(editor):
    assert "language" in form_for(kept(editor), language="Klingonesisch").errors
    form = form_for(kept(editor), language="turc")
    assert form.is_valid(), form.errors
    assert form.defaults == {"language": "tr"}


def test_choices_are_kept_by_name_and_offered_to_the_next_file(editor):
    form = form_for(kept(editor), type="case", column_4="notes", save_as="From Berlin")
    assert form.is_valid(), form.errors
    form.keep()

    mapping = ImportMapping.objects.get()
    rows = (("Farbe", "Titel", "Neu"), ("rot", "Andere Sache", ""))
    offered = PrepareForm(upload=kept(editor, table(rows)), kept=mapping)
    assert [field.initial for field in offered.column_fields] == ["notes", "title", ""]
    assert offered["type"].initial == "case"


def test_kept_choices_are_replaced_only_when_asked(editor):
    ImportMapping.objects.create(name="From Berlin", mapping={"A": "title"})

    assert "save_as" in form_for(kept(editor), save_as="From Berlin").errors
    form = form_for(kept(editor), save_as="From Berlin", replaces="on")
    assert form.is_valid(), form.errors
    form.keep()
    assert "Titel" in ImportMapping.objects.get().mapping


def test_a_table_of_a_known_kind_needs_no_choices(editor):
    header = "code,lang,title,verified,source\nC087,tr,Bir başlık,no,\n".encode()

    assert kept(editor, header).profile == "ilo_titles"


def test_a_workbook_is_read_like_a_table(editor):
    book, file = Workbook(), io.BytesIO()
    for row in GERMAN:
        book.active.append(row)
    book.save(file)

    upload = kept(editor, file.getvalue(), "anything.txt")

    assert (upload.format, upload.header) == ("xlsx", list(GERMAN[0]))
    assert upload.sample == [list(GERMAN[1])]


def test_a_file_too_large_is_refused(editor, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)

    with pytest.raises(ImportRefusedError, match="larger than"):
        kept(editor)
    assert not ImportUpload.objects.exists()
