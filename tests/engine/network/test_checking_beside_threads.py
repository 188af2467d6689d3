"""A network is checked while other threads ask it for what it keeps."""

from __future__ import annotations

from dataclasses import replace

from engine.checking.network import check
from engine.network.description import NetworkDescription, Population
from tests.engine.network.test_checking import NETWORK, A, B


class _ReadByAnother(tuple[Population, ...]):
    """Populations during whose listing another thread asks the network for its links."""

    network: NetworkDescription

    def __iter__(self):
        assert self.network.outgoing and self.network.incoming
        return super().__iter__()


def test_a_network_is_checked_while_another_thread_asks_for_what_it_keeps():
    populations = _ReadByAnother((A, B))
    populations.network = replace(NETWORK, populations=populations)
    assert {p.code for p in check(populations.network)} == {p.code for p in check(NETWORK)}
