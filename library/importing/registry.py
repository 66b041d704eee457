"""The profiles there are."""

from __future__ import annotations

from library.importing import cases, instruments, records, titles

PROFILES = {
    profile.name: profile
    for profile in (instruments.PROFILE, titles.PROFILE, cases.PROFILE, records.PROFILE)
}
