"""What the protocol calls errors: an answer with a code, never a status of HTTP."""

from __future__ import annotations

BAD_ARGUMENT = "badArgument"
BAD_RESUMPTION_TOKEN = "badResumptionToken"  # noqa: S105  (a code of the protocol)
BAD_VERB = "badVerb"
CANNOT_DISSEMINATE_FORMAT = "cannotDisseminateFormat"
ID_DOES_NOT_EXIST = "idDoesNotExist"
NO_RECORDS_MATCH = "noRecordsMatch"


class OaiError(Exception):
    """A request that is answered with one of the protocol's error codes."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code and what to tell the harvester's operator."""
        super().__init__(message)
        self.code = code
        self.message = message
