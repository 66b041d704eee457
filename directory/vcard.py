"""An entry as a vCard 4.0 (RFC 6350): what address books read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from directory.enums import ContactKind

if TYPE_CHECKING:
    from directory.presentation import PresentedEntry

CONTENT_TYPE = "text/vcard; charset=utf-8"
#: Octets of a line without its end, at which RFC 6350 folds (section 3.2).
_LINE = 75


def vcard(entry: PresentedEntry) -> str:
    """Return the card of a presented entry: what the viewer may not see is not in it."""
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:individual",
        f"FN:{_escaped(entry.name)}",
    ]
    if entry.organisation:
        lines.append(f"ORG:{_escaped(entry.organisation)}")
    if entry.headline:
        lines.append(f"TITLE;LANGUAGE={entry.headline.language}:{_escaped(entry.headline.text)}")
    if entry.city or entry.country:
        country = entry.country.label if entry.country else ""
        # Box, extension, street, city, state, code, country.
        lines.append(f"ADR:;;;{_escaped(entry.city)};;;{_escaped(country)}")
    lines += [
        f"LANG;PREF={number}:{_escaped(code)}" for number, code in enumerate(entry.languages, 1)
    ]
    if entry.focus_areas:
        labels = ",".join(_escaped(area.label) for area in entry.focus_areas)
        lines.append(f"CATEGORIES:{labels}")
    for contact in entry.contacts:
        match contact.kind:
            case ContactKind.EMAIL:
                lines.append(f"EMAIL:{_escaped(contact.value)}")
            case ContactKind.PHONE:
                number = "".join(c for c in contact.value if c.isdigit() or c == "+")
                lines.append(f"TEL;VALUE=uri:tel:{number}")
            case _:
                lines.append(f"NOTE:{_escaped(f'{contact.label}: {contact.value}')}")
    if entry.website:
        lines.append(f"URL:{_one_line(entry.website)}")
    if entry.bio:
        lines.append(f"NOTE;LANGUAGE={entry.bio.language}:{_escaped(entry.bio.text)}")
    lines.append("END:VCARD")
    return "".join(_folded(line) for line in lines)


def _one_line(text: str) -> str:
    return "".join(c for c in text if c.isprintable())


def _escaped(text: str) -> str:
    """Return a text value: RFC 6350 section 3.4; other control characters are left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    text = text.replace(",", "\\,").replace(";", "\\;")
    return "\\n".join(_one_line(line) for line in text.split("\n"))


def _folded(line: str) -> str:
    """Return a line in parts of at most 75 octets, no character torn apart."""
    parts, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _LINE:
            # The space that marks a continued line counts.
            parts.append("")
            size = 1
        parts[-1] += character
        size += octets
    return "\r\n ".join(parts) + "\r\n"
