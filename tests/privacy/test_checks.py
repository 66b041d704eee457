import pytest

from privacy import checks

GOOD, OTHER = "b" * 43 + "=", "c" * 43 + "="


def ids(found):
    return [message.id for message in found]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([GOOD], []),
        ([GOOD, OTHER], []),
        (["not base64 !"], ["privacy.E001"]),
        ([GOOD, "c2hvcnQ="], ["privacy.E001"]),
        ([GOOD, GOOD], ["privacy.E002"]),
    ],
)
def test_keys_are_looked_at(settings, keys, expected):
    settings.SEALING_KEYS = keys

    assert ids(checks.keys_are_usable()) == expected


def test_production_without_keys_is_refused(settings):
    settings.SEALING_KEYS, settings.SEALING_KEY_FILE = [], None

    assert ids(checks.keys_are_usable()) == ["privacy.E001"]


def test_key_file_is_not_made_by_looking_and_its_mode_matters(settings, tmp_path):
    settings.SEALING_KEYS, settings.SEALING_KEY_FILE = [], tmp_path / "sealing_key"
    assert checks.keys_are_usable() == []
    assert not settings.SEALING_KEY_FILE.exists()

    settings.SEALING_KEY_FILE.write_text(GOOD)
    settings.SEALING_KEY_FILE.chmod(0o644)
    assert ids(checks.keys_are_usable()) == ["privacy.W001"]

    settings.SEALING_KEY_FILE.chmod(0o600)
    assert checks.keys_are_usable() == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", []),
        ("unix:/run/clamd.ctl", []),
        ("scanner.internal:3310", []),
        ("[::1]:3310", []),
        ("scanner.internal", ["privacy.E003"]),
        ("scanner.internal:none", ["privacy.E003"]),
        ("unix:relative", ["privacy.E003"]),
    ],
)
def test_scanner_address_is_looked_at(settings, address, expected):
    settings.CLAMAV = address

    assert ids(checks.scanner_is_named_well()) == expected


def test_private_files_must_not_lie_among_uploads(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT = tmp_path / "media", tmp_path / "private"
    assert checks.private_files_are_not_public() == []

    settings.PRIVATE_MEDIA_ROOT = tmp_path / "media" / "private"
    assert ids(checks.private_files_are_not_public()) == ["privacy.E004"]
