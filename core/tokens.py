"""Opaque public names of rows, which tell nothing and cannot be counted up."""

import secrets

#: Without letters and digits that are mistaken for each other when read aloud.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 12


def public_token() -> str:
    """Return twelve random characters (59 bits): what stands in addresses instead of an id."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
