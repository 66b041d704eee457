"""The languages a person may say she reads."""

from __future__ import annotations

from core.languages import language_codes, language_name
from taxonomy.services import sort_by_label

#: Beside the site's seven: languages in which members work, BCP 47.
OTHER_LANGUAGES = (
    *("ak", "am", "as", "ay", "az", "be", "bg", "bm", "bn", "bs", "ca", "ceb", "cs", "cy", "da"),
    *("ee", "el", "et", "eu", "fa", "ff", "fi", "fil", "ga", "gl", "gn", "gu", "ha", "he", "hi"),
    *("hr", "ht", "hu", "hy", "id", "ig", "is", "it", "ja", "jv", "ka", "kk", "km", "kn"),
    *("ko", "ku", "ky", "lg", "ln", "lo", "lt", "luo", "lv", "mg", "mk", "ml", "mn", "mr", "ms"),
    *("mt", "my", "ne", "nl", "no", "nv", "ny", "om", "or", "pa", "pl", "ps", "qu", "rn", "ro"),
    *("rw", "sd", "si", "sk", "sl", "sn", "so", "sq", "sr", "ss", "st", "sv", "sw", "ta", "te"),
    *("tg", "th", "ti", "tk", "tn", "tr", "ts", "tt", "uk", "ur", "uz", "vi", "wo", "xh", "yo"),
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
