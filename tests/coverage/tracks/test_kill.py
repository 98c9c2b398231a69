"""The server is killed twenty times while phones send: nothing is lost, nothing doubled."""

import random
from collections import Counter

import pytest

from tests.conftest import empty_database
from tests.coverage.tracks.storm import MAKE_PEOPLE, PARTS, POINTS, READ_BACK, Server, storm
from tools.service import service

KILLS, CLIENTS = 20, 3


@pytest.mark.django_db
@pytest.mark.xdist_group("browser")
def test_every_point_is_there_once(tmp_path):
    address = empty_database(tmp_path, "kill")
    with service(tmp_path, address):
        pass
    server = Server(tmp_path, address)
    tokens = server.run(MAKE_PEOPLE, str(CLIENTS))
    dice = random.Random(4)  # noqa: S311 - a test
    senders = storm(server, tokens, KILLS, lambda: dice.uniform(0.1, 0.8))
    kept = server.run(READ_BACK)
    server.kill()

    assert [fault for sender in senders for fault in sender.faults] == []
    assert not any(sender.is_alive() for sender in senders)
    # The kills did interrupt requests, and there was something to lose.
    assert sum(sender.failures for sender in senders) >= KILLS / 2
    sent = {key: value for sender in senders for key, value in sender.sent.items()}
    receipts = {key: value for sender in senders for key, value in sender.receipts.items()}
    assert len(sent) == len(receipts) > 50

    assert Counter(tuple(row[:3]) for row in kept["parts"]) == Counter(list(sent))
    for patrol, track, part, sequence, count, sha256, points in kept["parts"]:
        key = (patrol, track, part)
        assert [sequence, points] == sent[key]
        assert (count, sha256) == (POINTS, receipts[key]["sha256"])
    patrols = [patrol for sender in senders for patrol, *_ in sender.patrols]
    assert kept["patrols"] == {patrol: ["done", True, PARTS * POINTS] for patrol in patrols}
