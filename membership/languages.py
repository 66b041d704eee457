"""The languages a person may say she reads."""

from __future__ import annotations

from core.languages import language_codes, language_name
from taxonomy.services import sort_by_label

#: Beside the site's seven: languages in which members work, BCP 47.
OTHER_LANGUAGES = (
    *("am", "ay", "az", "bg", "bn", "bs", "ca", "cs", "da", "el", "et", "eu", "fa", "fi", "fil"),
    *("gl", "gn", "ha", "he", "hi", "hr", "ht", "hu", "hy", "id", "ig", "it", "ja", "ka", "kk"),
    *("km", "ko", "ku", "ky", "lo", "lt", "lv", "mg", "mk", "mn", "ms", "my", "ne", "nl", "no"),
    *("om", "pa", "pl", "ps", "qu", "ro", "rw", "si", "sk", "sl", "sn", "so", "sq", "sr", "sv"),
    *("sw", "ta", "te", "tg", "th", "ti", "tk", "tr", "uk", "ur", "uz", "vi", "wo", "xh", "yo"),
    *("zh", "zu"),
)


def site_language_choices() -> list[tuple[str, str]]:
    """Return the site's languages by their names in the reader's language."""
    return [(code, language_name(code)) for code in language_codes()]


def other_language_choices() -> list[tuple[str, str]]:
    """Return the other languages by their names in the reader's language, sorted."""
    return sort_by_label((code, _name(code)) for code in OTHER_LANGUAGES)


def _name(code: str) -> str:
    """Return a language's name, in English where CLDR has none in the reader's language."""
    name = language_name(code)
    return name if name != code else language_name(code, "en")
