"""The virus scanner: a ClamAV server, asked over its socket.

The protocol is INSTREAM of clamd(8): chunks with their length before them, an empty chunk at the
end, one line of answer.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass

from django.conf import settings

#: Seconds for each step; a scan of ten megabytes takes a few.
TIMEOUT = 20
_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096


class ScannerError(Exception):
    """The scanner is wrongly named, does not answer, or answers something else than a verdict."""


@dataclass(frozen=True, slots=True)
class ScannerAddress:
    """Where the scanner listens: a path, or a host and a port."""

    path: str = ""
    host: str = ""
    port: int = 0

    @classmethod
    def parse(cls, text: str) -> ScannerAddress:
        """Read "unix:/path" or "host:port". Raises ScannerError."""
        if text.startswith("unix:/"):
            return cls(path=text.removeprefix("unix:"))
        host, _, port = text.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise ScannerError("CLAMAV must be unix:/path or host:port.")
        return cls(host=host.strip("[]"), port=int(port))

    def connect(self) -> socket.socket:
        """Return a connected socket. Raises OSError."""
        if not self.path:
            return socket.create_connection((self.host, self.port), timeout=TIMEOUT)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(TIMEOUT)
            connection.connect(self.path)
        except OSError:
            connection.close()
            raise
        return connection


def is_configured() -> bool:
    """Return whether uploads are scanned."""
    return bool(settings.CLAMAV)


def is_infected(content: bytes) -> bool:
    """Return the verdict on a content.

    Raises ScannerError where there is no verdict; the content must then be taken for infected.
    """
    address = ScannerAddress.parse(settings.CLAMAV)
    try:
        with address.connect() as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _CHUNK):
                chunk = content[start : start + _CHUNK]
                connection.sendall(struct.pack("!I", len(chunk)) + chunk)
            connection.sendall(struct.pack("!I", 0))
            answer = _read_answer(connection)
    except OSError as error:
        raise ScannerError(f"The virus scanner did not answer: {error}") from error
    if answer == b"stream: OK":
        return False
    if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
        return True
    raise ScannerError(f"The virus scanner gave no verdict: {answer[:200]!r}")


def _read_answer(connection: socket.socket) -> bytes:
    answer = b""
    while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
        received = connection.recv(_LONGEST_ANSWER)
        if not received:
            break
        answer += received
    return answer.partition(b"\0")[0].strip()
