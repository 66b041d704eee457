import pytest
from django.core.exceptions import FieldError
from django.db import connection

from privacy.enums import FileKind
from privacy.models import SealedFile
from privacy.sealing import SealingKeyError, UnsealError

pytestmark = pytest.mark.django_db
OTHER = "b" * 43 + "="


def make(name: str, number: int = 1) -> SealedFile:
    return SealedFile.objects.create(
        name=name, kind=FileKind.TXT, size=1, purpose="test", storage_name=f"sealed/{number}"
    )


def stored(pk: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM privacy_sealedfile WHERE id = %s", [pk])
        return cursor.fetchone()[0]


def test_text_is_plain_in_python_and_sealed_in_the_database():
    file = make("Zenobia Quillfeather.pdf")

    assert SealedFile.objects.get(pk=file.pk).name == "Zenobia Quillfeather.pdf"
    assert SealedFile.objects.values_list("name", flat=True).get() == "Zenobia Quillfeather.pdf"
    assert "Zenobia" not in stored(file.pk)


def test_empty_text_stays_empty():
    file = make("")

    assert stored(file.pk) == ""
    assert SealedFile.objects.get(pk=file.pk).name == ""


def test_every_way_of_writing_seals():
    file, other = make("Zenobia", 1), make("Zenobia", 2)

    SealedFile.objects.filter(pk=file.pk).update(name="Quillfeather")
    assert "Quillfeather" not in stored(file.pk)

    file.name, other.name = "Xanthippe", "Marmaduke"
    SealedFile.objects.bulk_update([file, other], ["name"])
    assert [SealedFile.objects.get(pk=f.pk).name for f in (file, other)] == [
        "Xanthippe",
        "Marmaduke",
    ]
    assert "Xanthippe" not in stored(file.pk)


def test_only_emptiness_can_be_looked_up():
    make("Zenobia", 1)
    empty = make("", 2)

    assert list(SealedFile.objects.filter(name="")) == [empty]
    assert SealedFile.objects.exclude(name="").count() == 1
    for lookup in ("name", "name__icontains", "name__in", "name__startswith"):
        with pytest.raises(FieldError):
            list(SealedFile.objects.filter(**{lookup: "Zenobia"}))


def test_value_of_another_column_does_not_open():
    file = make("Zenobia")
    sealed = stored(file.pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_sealedfile SET name = %s", [sealed[:-8] + "AAAAAAA="])

    with pytest.raises(UnsealError):
        SealedFile.objects.get(pk=file.pk)

    with connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_sealedfile SET name = 'never sealed'")
    with pytest.raises(UnsealError):
        SealedFile.objects.get(pk=file.pk)


def test_wrong_key_is_an_operators_error(settings):
    file = make("Zenobia")
    settings.SEALING_KEYS = [OTHER]

    with pytest.raises(SealingKeyError, match="Put it back"):
        SealedFile.objects.get(pk=file.pk)
