"""Entries and who sees them, what is prepared for searching, messages, and what guards them."""

from directory.models.board import AdvisoryConsent, AdvisorySeat
from directory.models.entries import ContactMethod, DirectoryEntry, FieldVisibility
from directory.models.index import DirectoryFacet, DirectorySearchText
from directory.models.relay import AbuseReport, Block, RelayConversation, RelayMessage
from directory.models.use import UseCounter

__all__ = [
    "AbuseReport",
    "AdvisoryConsent",
    "AdvisorySeat",
    "Block",
    "ContactMethod",
    "DirectoryEntry",
    "DirectoryFacet",
    "DirectorySearchText",
    "FieldVisibility",
    "RelayConversation",
    "RelayMessage",
    "UseCounter",
]
