"""Against a real server on a real socket, which speaks the protocol of clamd."""

import socketserver
import struct
import threading
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError

from privacy.files import keep_file, private_storage
from privacy.models import SealedFile
from privacy.uploads import check_upload
from tests.privacy.documents import PDF, TEXT, upload

#: The harmless text that every scanner takes for a virus, in two parts so that none takes this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.BaseRequestHandler):
    """Reads one INSTREAM and gives its verdict."""

    def read(self, length):
        content = b""
        while len(content) < length:
            received = self.request.recv(length - len(content))
            if not received:
                raise EOFError
            content += received
        return content

    def handle(self):
        assert self.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", self.read(4))[0]:
            content += self.read(length)
        self.server.scanned.append(content)
        verdict = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
        self.request.sendall(b"stream: " + verdict + b"\0")


class Silent(Clamd):
    """Hangs up without a word."""

    def handle(self):
        self.request.recv(10)


class Failing(Clamd):
    """Reads, and answers that it could not."""

    def handle(self):
        self.request.recv(1 << 20)
        self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")


@contextmanager
def scanner(handler, path=None):
    kind = socketserver.UnixStreamServer if path else socketserver.TCPServer
    with kind(str(path) if path else ("127.0.0.1", 0), handler) as server:
        server.scanned = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def refusal(name, content):
    with pytest.raises(ValidationError) as caught:
        check_upload(upload(name, content))
    return caught.value.code


@pytest.mark.parametrize("is_local", [True, False])
def test_infected_upload_is_refused_and_clean_one_kept(settings, tmp_path, is_local):
    path = tmp_path / "clamd" if is_local else None
    with scanner(Clamd, path) as server:
        settings.CLAMAV = f"unix:{path}" if path else f"127.0.0.1:{server.server_address[1]}"

        assert refusal("resume.txt", b"A text with " + EICAR) == "infected"
        assert check_upload(upload("resume.pdf", PDF * 3000))
        assert server.scanned[-1] == PDF * 3000


@pytest.mark.django_db
def test_infected_upload_leaves_nothing_behind(settings, tmp_path, person):
    with scanner(Clamd, tmp_path / "clamd"):
        settings.CLAMAV = f"unix:{tmp_path / 'clamd'}"
        before = _blobs()

        with pytest.raises(ValidationError):
            keep_file(upload("resume.txt", EICAR), owner=person, purpose="resume")

        assert not SealedFile.objects.exists()
        assert _blobs() == before


def _blobs():
    try:
        return set(private_storage().listdir("sealed")[1])
    except FileNotFoundError:
        return set()


@pytest.mark.parametrize("handler", [Silent, Failing])
def test_scanner_without_a_verdict_refuses(settings, tmp_path, handler, caplog):
    with scanner(handler, tmp_path / "clamd"):
        settings.CLAMAV = f"unix:{tmp_path / 'clamd'}"

        assert refusal("resume.txt", TEXT) == "scanner"


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd", "127.0.0.1:1", "nonsense"])
def test_scanner_that_cannot_be_reached_refuses(settings, address):
    settings.CLAMAV = address
    assert refusal("resume.txt", TEXT) == "scanner"

    settings.CLAMAV = ""
    assert check_upload(upload("resume.txt", TEXT))
