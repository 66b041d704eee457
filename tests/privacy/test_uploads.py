import io
import struct
import zipfile

import pytest
from django import forms
from django.core.exceptions import ValidationError

from privacy import office_files
from privacy.enums import FileKind
from privacy.forms import SealedUploadField
from privacy.uploads import MAX_BYTES, check_upload
from tests.privacy.documents import PDF, TEXT, docx, odt, packed, relationships, upload

HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
IMAGE = '<d:frame><d:image xlink:href="{}"/></d:frame>'


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("resume.pdf", PDF, FileKind.PDF),
        ("RESUME.PDF", b"\xef\xbb\xbf" + PDF, FileKind.PDF),
        ("resume.docx", docx(), FileKind.DOCX),
        ("resume.odt", odt(), FileKind.ODT),
        ("resume.txt", TEXT, FileKind.TXT),
        ("سيرة.txt", "محامية مخترعة".encode(), FileKind.TXT),
        ("resume.txt", "﻿Юрист".encode("utf-16"), FileKind.TXT),
        ("resume.txt", b"Paid < 3 > 2 and a<b", FileKind.TXT),
    ],
)
def test_document_is_accepted_and_can_be_read_from_its_start(name, content, kind):
    file = upload(name, content)

    assert check_upload(file) == kind
    assert file.read() == content


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("resume.pdf", b"", "empty"),
        ("resume.pdf", PDF + b" " * MAX_BYTES, "too_large"),
        ("resume.pdf", HTML, "mislabelled"),
        ("resume.pdf", HTML + PDF, "mislabelled"),
        ("resume.pdf", TEXT, "mislabelled"),
        ("resume.pdf", docx(), "mislabelled"),
        ("resume.docx", odt(), "mislabelled"),
        ("resume.odt", docx(), "mislabelled"),
        ("resume.docx", PDF, "mislabelled"),
        ("resume.docx", packed({"a.txt": "no document"}), "mislabelled"),
        ("resume.odt", odt(mimetype="application/epub+zip"), "mislabelled"),
        ("resume.txt", HTML, "mislabelled"),
        ("resume.txt", b"  <svg onload=alert(1)>", "mislabelled"),
        ("resume.txt", b"nothing\0plain", "mislabelled"),
        ("resume.txt", b"\xff not UTF-8", "mislabelled"),
        ("resume.txt", b"{\\rtf1 Zenobia}", "mislabelled"),
        ("resume", TEXT, "mislabelled"),
        ("resume.txt.exe", TEXT, "mislabelled"),
        ("resume.exe", b"MZ\x90\0", "kind"),
        ("resume.html", HTML, "kind"),
        ("resume.png", b"\x89PNG\r\n\x1a\n\0\0", "kind"),
        ("resume.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "kind"),
        ("resume.zip", packed({"a.txt": "no document"}), "kind"),
    ],
)
def test_upload_that_is_no_document_is_refused(name, content, code):
    with pytest.raises(ValidationError) as caught:
        check_upload(upload(name, content))
    assert caught.value.code == code


def _encrypted_entry() -> bytes:
    content = bytearray(docx())
    central = content.rindex(b"PK\x01\x02")
    content[central + 8] |= 1
    return bytes(content)


def _lying_about_sizes() -> bytes:
    """Return an archive whose directory says that a part is small."""
    content = bytearray(docx({"word/big.xml": b"0" * 5_000_000}))
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = content.rindex(mark, 0, content.rindex(b"word/big.xml") if place == 24 else None)
        struct.pack_into("<I", content, start + place, 10)
    return bytes(content)


def _beginning_before_the_file() -> bytes:
    """Return an archive whose directory lies about where it lies itself."""
    content = bytearray(docx())
    struct.pack_into("<I", content, len(content) - 6, len(content))
    return bytes(content)


def _beginning_beyond_addresses() -> bytes:
    """Return an archive whose last part begins where no file reaches."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(zipfile.ZipInfo("a"), b"")
    content = archive.getvalue()
    central = bytearray(content[content.index(b"PK\x01\x02") : content.index(b"PK\x05\x06")])
    extra = struct.pack("<HHQ", 1, 8, 2**64 - 1)
    struct.pack_into("<H", central, 30, len(extra))
    struct.pack_into("<I", central, 42, 0xFFFFFFFF)
    head = content[: content.index(b"PK\x01\x02")]
    end = bytearray(content[content.index(b"PK\x05\x06") :])
    struct.pack_into("<I", end, 12, len(central) + len(extra))
    return head + bytes(central) + extra + bytes(end)


def _packed_otherwise() -> bytes:
    """Return an archive with a part packed in a way that documents do not use."""
    archive = io.BytesIO(docx())
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_BZIP2) as file:
        file.writestr("word/other.xml", "x")
    return archive.getvalue()


def _named_in_no_encoding() -> bytes:
    """Return an archive with a name that is not the UTF-8 it is said to be."""
    return docx({"word/é.xml": "x"}).replace("é".encode(), b"\xff\xff")


def _named(name: str) -> bytes:
    return docx({name: "anything"})


def _link() -> bytes:
    archive = io.BytesIO(docx())
    with zipfile.ZipFile(archive, "a") as file:
        entry = zipfile.ZipInfo("word/link")
        entry.external_attr = 0o120777 << 16
        file.writestr(entry, "/etc/passwd")
    return archive.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (docx({"word/bomb.xml": b"0" * 20_000_000}), "bomb"),
        (docx({"word/bomb.xml": b"0" * 70_000_000}), "bomb"),
        (docx({f"word/{n}.xml": "" for n in range(2100)}), "bomb"),
        (_lying_about_sizes(), "damaged"),
        (docx()[:-30], "damaged"),
        (_beginning_before_the_file(), "damaged"),
        (_beginning_beyond_addresses(), "damaged"),
        (_packed_otherwise(), "damaged"),
        (_named_in_no_encoding(), "damaged"),
        (docx({"[Content_Types].xml": '<?xml version="1.0" encoding="x-none"?><a/>'}), "damaged"),
        (docx()[:40] + b"\0\0\0\0" + docx()[44:], "damaged"),
        (_named("../../etc/cron.d/x"), "damaged"),
        (_named("/etc/passwd"), "damaged"),
        (_named("C:/windows/x.xml"), "damaged"),
        (_link(), "damaged"),
        (docx({"[content_types].xml": "<Types/>"}), "damaged"),
        (docx(main_type="application/pdf"), "damaged"),
        (docx({"[Content_Types].xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), "damaged"),
        (docx({"[Content_Types].xml": "<unfinished"}), "damaged"),
        (docx({"word/vbaProject.bin": b"x"}), "active"),
        (docx(main_type="application/vnd.ms-word.document.macroEnabled.main+xml"), "active"),
        (docx({"word/embeddings/oleObject1.bin": b"x"}), "active"),
        (docx({"word/activeX/activeX1.xml": "x"}), "active"),
        (docx({"word/payload.exe": b"MZ"}), "active"),
        (_encrypted_entry(), "encrypted"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        *(
            (docx({"word/_rels/settings.xml.rels": relationships(kind, target)}), "outside")
            for kind, target in (
                ("attachedTemplate", "https://tracker.example/t.dotm"),
                ("image", "HTTP://tracker.example/pixel.png"),
                ("image", "//tracker.example/pixel.png"),
                ("image", "\\\\tracker.example\\share\\pixel.png"),
                ("oleObject", "file://tracker.example/share/x"),
                ("oleObject", "mhtml:https://tracker.example/x!y"),
            )
        ),
    ],
)
def test_dangerous_word_file_is_refused(content, code):
    with pytest.raises(ValidationError) as caught:
        check_upload(upload("resume.docx", content))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://court.example/judgment"),
        ("attachedTemplate", "file:///C:/Users/z/Normal.dotm"),
        ("attachedTemplate", "C:\\Users\\z\\Normal.dotm"),
        ("image", "media/photo.png"),
    ],
)
def test_word_file_with_harmless_links_is_accepted(kind, target):
    links = relationships(kind, target)

    assert check_upload(upload("r.docx", docx({"word/_rels/document.xml.rels": links})))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (odt(manifest="<m:file-entry><m:encryption-data/></m:file-entry>"), "encrypted"),
        (odt("<o:script>x</o:script>"), "active"),
        (odt(IMAGE.format("https://tracker.example/pixel.png")), "outside"),
        (odt("<unfinished"), "damaged"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "damaged"),
    ],
)
def test_dangerous_opendocument_is_refused(content, code):
    with pytest.raises(ValidationError) as caught:
        check_upload(upload("resume.odt", content))
    assert caught.value.code == code


def test_opendocument_with_its_own_pictures_is_accepted():
    assert check_upload(upload("r.odt", odt(IMAGE.format("Pictures/1.png")))) == FileKind.ODT


def test_sizes_are_counted_while_unpacking(monkeypatch):
    monkeypatch.setattr(office_files, "MAX_UNPACKED_BYTES", 50)
    monkeypatch.setattr(office_files, "_check_entries", lambda archive: None)

    with pytest.raises(ValidationError) as caught:
        check_upload(upload("resume.docx", docx()))
    assert caught.value.code == "bomb"


def test_form_field_tells_what_is_wrong_and_accepts_what_is_good():
    class Form(forms.Form):
        resume = SealedUploadField()

    refused = Form({}, {"resume": upload("resume.pdf", HTML)})
    assert not refused.is_valid()
    assert "not what its name says" in refused.errors["resume"][0]

    accepted = Form({}, {"resume": upload("resume.pdf", PDF)})
    assert accepted.is_valid()
    assert accepted.cleaned_data["resume"].read() == PDF
    assert 'accept=".pdf,.docx,.odt,.txt"' in str(accepted["resume"])


def test_xml_that_is_too_large_to_be_parsed_is_refused(monkeypatch):
    whole = docx({"word/_rels/document.xml.rels": relationships("hyperlink", "https://x.example")})
    assert check_upload(upload("resume.docx", whole)) == FileKind.DOCX
    monkeypatch.setattr(office_files, "MAX_XML_BYTES", 100)
    with pytest.raises(ValidationError) as caught:
        check_upload(upload("resume.docx", whole))
    assert caught.value.code == "bomb"
