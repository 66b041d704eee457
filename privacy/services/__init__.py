"""The verbs of privacy: export, erase, end what is due, seal anew."""

from privacy.services.erasure import ErasureRefusedError, forget
from privacy.services.exports import build_export, export_data, request_export
from privacy.services.resealing import ResealCounts, reseal
from privacy.services.retention import (
    PurgeError,
    RetentionLine,
    purge_expired,
    retention_report,
)

__all__ = [
    "ErasureRefusedError",
    "PurgeError",
    "ResealCounts",
    "RetentionLine",
    "build_export",
    "export_data",
    "forget",
    "purge_expired",
    "request_export",
    "reseal",
    "retention_report",
]
