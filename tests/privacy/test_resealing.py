import pytest
from django.core.management import CommandError, call_command

from privacy import services
from privacy.fields import SealedTextField
from privacy.files import keep_file, read_file
from privacy.models import SealedFile
from privacy.sealing import SealingKeyError
from privacy.services import resealing
from tests.privacy.documents import TEXT, upload

pytestmark = pytest.mark.django_db
OLD, NEW = "b" * 43 + "=", "c" * 43 + "="


@pytest.fixture
def files(settings, person):
    """Keep seven files under the old key, then put a new one first."""
    settings.SEALING_KEYS = [OLD]
    files = [
        keep_file(upload(f"Zenobia {n}.txt", TEXT), owner=person, purpose="resume")
        for n in range(7)
    ]
    settings.SEALING_KEYS = [NEW, OLD]
    return files


def test_after_resealing_the_old_key_may_go(settings, files, person):
    # A name and a key for each; batches smaller than the table.
    counts = services.reseal(batch_size=3)
    assert (counts.resealed, counts.failed) == (14, 0)

    settings.SEALING_KEYS = [NEW]
    for number, file in enumerate(files):
        kept = SealedFile.objects.get(pk=file.pk)
        assert kept.name == f"Zenobia {number}.txt"
        assert read_file(kept, actor=person, action="test") == TEXT


def test_resealing_goes_on_where_it_stopped(settings, files):
    settings.SEALING_KEYS = [NEW, OLD]
    SealedFile.objects.filter(pk=files[0].pk).update(name="Zenobia anew")

    counts = services.reseal()
    assert (counts.resealed, counts.current) == (13, 1)

    counts = services.reseal()
    assert (counts.resealed, counts.current) == (0, 14)


def test_what_does_not_open_is_left_and_told(settings, files, caplog):
    settings.SEALING_KEYS = [NEW]

    with pytest.raises(CommandError, match="14 values did not open"):
        call_command("reseal")

    settings.SEALING_KEYS = [OLD]
    assert SealedFile.objects.get(pk=files[0].pk).name == "Zenobia 0.txt"


def test_what_is_destroyed_meanwhile_stays_destroyed(files, monkeypatch):
    open_text, open_key = SealedTextField.open, resealing.unseal

    def empty_meanwhile(field, stored):
        SealedFile.objects.update(name="")
        return open_text(field, stored)

    def destroy_meanwhile(stored, purpose):
        SealedFile.objects.update(wrapped_key=None)
        return open_key(stored, purpose)

    monkeypatch.setattr(SealedTextField, "open", empty_meanwhile)
    monkeypatch.setattr(resealing, "unseal", destroy_meanwhile)

    assert services.reseal().resealed == 0
    assert not SealedFile.objects.exclude(name="").exists()
    assert not SealedFile.objects.exclude(wrapped_key=None).exists()


def test_command_tells_what_it_did(files, capsys):
    call_command("reseal", "--batch-size", "2")

    assert capsys.readouterr().out == "14 sealed anew, 0 were current.\n"


def test_without_resealing_the_old_key_is_missed(settings, files):
    settings.SEALING_KEYS = [NEW]

    with pytest.raises(SealingKeyError):
        SealedFile.objects.get(pk=files[0].pk)
