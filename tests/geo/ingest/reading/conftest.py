"""One process that reads for all tests of this folder: starting one takes a second."""

import pytest
from django.utils import translation

from geo.ingest.reading import parent
from geo.ingest.reading.limits import Limits
from geo.ingest.tables import Options
from tests.geo.ingest.reading.files import COUNTY


class Files:
    """Reads files by one process and keeps what a test asks of them short."""

    def __init__(self, reader: parent.Reader) -> None:
        self.reader = reader

    def understand(self, path, unit=COUNTY, name=None, **options):
        return self.reader.understand(path, name or path.name, Options(**options), unit)

    def batches(self, path, size=5_000, name=None, **options):
        with translation.override("en"):
            return list(self.reader.batches(path, name or path.name, Options(**options), size))

    def one(self, path, **options):
        """Return the only batch of a file."""
        (batch,) = self.batches(path, **options)
        return batch


@pytest.fixture(scope="session")
def _reader(tmp_path_factory):
    reader = parent.Reader(tmp_path_factory.mktemp("reading"), Limits())
    yield reader
    reader.stop()


@pytest.fixture
def files(_reader, _service_language):
    with translation.override("en"):
        yield Files(_reader)


@pytest.fixture
def refused(files):
    """Return a function that gives the error with which a file is refused."""

    def refuse(path, **options):
        with pytest.raises(parent.UnreadableFileError) as caught:
            files.batches(path, **options)
        # A crash or an exception of ours is no answer.
        assert not isinstance(caught.value, parent.BrokenReaderError), caught.value.message
        return caught.value

    return refuse
