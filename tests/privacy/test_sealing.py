import base64
import stat
import threading

import pytest

from privacy.sealing import (
    SealingKeyError,
    UnsealError,
    fingerprint,
    fingerprints,
    is_sealed_with_current_key,
    keyring,
    seal,
    unseal,
)

OLD = base64.b64encode(b"o" * 32).decode()
NEW = base64.b64encode(b"n" * 32).decode()


def test_sealed_value_opens_for_its_purpose_only():
    sealed = seal(b"Zenobia", "statement")

    assert b"Zenobia" not in sealed
    assert unseal(sealed, "statement") == b"Zenobia"
    with pytest.raises(UnsealError):
        unseal(sealed, "reason")


def test_same_value_is_sealed_differently_each_time():
    assert seal(b"Zenobia", "statement") != seal(b"Zenobia", "statement")


@pytest.mark.parametrize("place", [9, 15, 21, -1])
def test_changed_byte_is_noticed(place):
    sealed = bytearray(seal(b"Zenobia", "statement"))
    sealed[place] ^= 1

    with pytest.raises(UnsealError):
        unseal(bytes(sealed), "statement")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"plain text that was never sealed by anybody"])
def test_what_is_no_sealed_value_is_refused(sealed):
    with pytest.raises(UnsealError):
        unseal(sealed, "statement")


def test_old_key_opens_after_new_one_was_put_first(settings):
    settings.SEALING_KEYS = [OLD]
    sealed = seal(b"Zenobia", "statement")
    settings.SEALING_KEYS = [NEW, OLD]

    assert unseal(sealed, "statement") == b"Zenobia"
    assert not is_sealed_with_current_key(sealed)
    assert is_sealed_with_current_key(seal(b"Zenobia", "statement"))


def test_missing_key_says_what_to_do_and_shows_nothing(settings):
    settings.SEALING_KEYS = [OLD]
    sealed = seal(b"Zenobia", "statement")
    settings.SEALING_KEYS = [NEW]

    with pytest.raises(SealingKeyError, match="Put it back into SEALING_KEYS") as caught:
        unseal(sealed, "statement")
    assert OLD not in str(caught.value)
    assert NEW not in str(caught.value)


def test_no_key_at_all_seals_nothing(settings):
    settings.SEALING_KEYS = []
    settings.SEALING_KEY_FILE = None

    with pytest.raises(SealingKeyError, match="Set SEALING_KEYS"):
        seal(b"Zenobia", "statement")


@pytest.mark.parametrize(
    ("key", "words"), [("no base64 !", "is not base64"), ("c2hvcnQ=", "has 5 bytes, not 32")]
)
def test_malformed_key_is_named_but_not_shown(settings, key, words):
    settings.SEALING_KEYS = [NEW, key]

    with pytest.raises(SealingKeyError, match=f"Key 2 of SEALING_KEYS {words}") as caught:
        seal(b"Zenobia", "statement")
    assert key not in str(caught.value)


def test_keys_are_not_shown():
    assert "sealing=" not in repr(keyring()[0])


def test_key_file_is_made_once_for_its_owner_only(settings, tmp_path):
    settings.SEALING_KEYS = []
    settings.SEALING_KEY_FILE = tmp_path / "deep" / "sealing_key"
    start, rings = threading.Barrier(8), []

    def ask():
        start.wait()
        rings.append(keyring()[0].id)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(rings) == 8
    assert len(set(rings)) == 1
    assert stat.S_IMODE(settings.SEALING_KEY_FILE.stat().st_mode) == 0o600
    assert [path.name for path in settings.SEALING_KEY_FILE.parent.iterdir()] == ["sealing_key"]


def test_empty_key_file_is_an_error_and_stays(settings, tmp_path):
    settings.SEALING_KEYS = []
    settings.SEALING_KEY_FILE = tmp_path / "sealing_key"
    settings.SEALING_KEY_FILE.touch()

    with pytest.raises(SealingKeyError, match="Restore it"):
        seal(b"Zenobia", "statement")
    assert settings.SEALING_KEY_FILE.read_bytes() == b""


def test_fingerprint_recognises_without_telling(settings):
    settings.SEALING_KEYS = [OLD]
    known = fingerprint("Zenobia@Quillfeather.example ", "address")

    assert known == fingerprint("zenobia@quillfeather.example", "address")
    assert known != fingerprint("zenobia@quillfeather.example", "invitation")
    assert known != fingerprint("zenobio@quillfeather.example", "address")
    assert "zenobia" not in known

    settings.SEALING_KEYS = [NEW, OLD]
    assert known not in fingerprint("zenobia@quillfeather.example", "address")
    assert known in fingerprints("zenobia@quillfeather.example", "address")
