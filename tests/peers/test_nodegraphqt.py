"""The canvas' peer draws the same drawing and tells what a frame takes."""

import pytest

from tests.benchmarks.nodegraphqt import nodegraphqt

pytestmark = pytest.mark.peers


def test_nodegraphqt_takes_turns_with_the_canvas() -> None:
    with nodegraphqt() as peer:
        if peer is None:
            pytest.skip("python -m tests.peers.environments nodegraphqt makes its environment")
        peer.turn()
        peer.turn()
    assert len(peer.turns) == 2
    assert all(ms > 0.5 for turn in peer.turns for ms in turn), "a frame in which nothing is painted"
    assert [float(word) > 0 for word in peer.words()[:2]] == [True, True]
