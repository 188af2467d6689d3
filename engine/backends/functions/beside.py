"""Channels of a place put side by side, and back, as compiled loops: squares of 16 bytes are turned in registers."""

from __future__ import annotations

from typing import Any

from numba import types

from engine.backends.functions.vectors import BYTES, INTEGER, LANE, VectorWriter, written
from engine.backends.kernels.numba_options import compiled


def _turning(to_places: bool) -> Any:
    @written
    def turn(typing: Any, row: Any, begin: Any, places: Any, beside: Any, at: Any, apart: Any) -> Any:
        place = types.intp

        def write(context: Any, builder: Any, signature: Any, given: Any) -> Any:
            code = VectorWriter(context, builder, signature, given, row.dtype)
            group = LANE // code.bytes
            channels = [
                builder.gep(code.data(0), [builder.add(given[1], builder.mul(given[2], INTEGER(k)))])
                for k in range(group)
            ]
            together = [
                builder.gep(code.data(3), [builder.add(given[4], builder.mul(given[5], INTEGER(k)))])
                for k in range(code.lanes)
            ]
            if to_places:
                turned = code.turned([code.vector(channel, INTEGER(0)) for channel in channels])
                for k, there in enumerate(together):
                    code.put(code.lane(turned[k % group], k // group), there, INTEGER(0), group)
            else:
                wide = [
                    code.joined([code.vector(together[lane * group + k], INTEGER(0), group) for lane in range(4)])
                    for k in range(group)
                ]
                for vector, there in zip(code.turned(wide), channels, strict=True):
                    code.put(vector, there, INTEGER(0))
            return context.get_dummy_value()

        return types.void(row, place, place, beside, place, place), write

    return turn


_turn, _turn_back = _turning(True), _turning(False)
"""Bring as many channels of a ``row`` as fill 16 bytes, each a vector of places, to ``beside``, and back.

The first begins at ``begin`` and each is ``places`` further on; beside, the places are ``apart`` from ``at`` on.
"""


@compiled(nogil=True)
def _exchange(row: Any, channels: Any, beside: Any, back: Any) -> None:
    places = row.size // channels.size
    apart, group = beside.size // places, LANE // row.itemsize
    lanes = BYTES // row.itemsize
    whole, channel = places - places % lanes, 0
    while channel < channels.size:
        at, first = channels[channel], channel * places
        together = channel + group <= channels.size and channels[channel + group - 1] == at + group - 1
        for place in range(0, whole if together else 0, lanes):
            if back:
                _turn_back(row, first + place, places, beside, place * apart + at, apart)
            else:
                _turn(row, first + place, places, beside, place * apart + at, apart)
        for k in range(group if together else 1):
            for place in range(whole if together else 0, places):
                here, there = first + k * places + place, place * apart + at + k
                if back:
                    row[here] = beside[there]
                else:
                    beside[there] = row[here]
        channel += group if together else 1


@compiled(nogil=True)
def put_beside(row: Any, channels: Any, beside: Any) -> None:
    """Bring a ``row`` (post,), channel by channel, place by place to ``beside``: each to its number of ``channels``."""
    _exchange(row, channels, beside, False)


@compiled(nogil=True)
def take_from_beside(beside: Any, channels: Any, row: Any) -> None:
    """Bring it back."""
    _exchange(row, channels, beside, True)
