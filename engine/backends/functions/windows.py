"""The largest of each window and the way back from it, as compiled loops.

Row t of ``windows`` (post, places) names the sources of target t in their order.
"""

from __future__ import annotations

from typing import Any

from engine.backends.kernels.numba_options import compiled


@compiled(nogil=True, cache=True)
def onward(sent: Any, weights: Any, windows: Any, out: Any) -> None:
    """Bring the largest that each window has ``sent`` (rows, pre) to ``out`` (rows, post), by ``weights`` (post,)."""
    for r in range(sent.shape[0]):
        row, there = sent[r], out[r]
        for t in range(weights.size):
            window = windows[t]
            largest = row[window[0]]
            for k in range(1, window.size):
                value = row[window[k]]
                largest = value if value > largest else largest
            there[t] = largest * weights[t]


@compiled(nogil=True, cache=True)
def back(bars: Any, sent: Any, weights: Any, windows: Any, out: Any) -> None:
    """Bring ``bars`` (rows, post) back to the first source that sent the largest, in ``out`` (rows, pre)."""
    for r in range(sent.shape[0]):
        row, by, there = sent[r], bars[r], out[r]
        there[:] = 0
        for t in range(weights.size):
            window = windows[t]
            source = window[0]
            largest = row[source]
            for k in range(1, window.size):
                value = row[window[k]]
                source = window[k] if value > largest else source
                largest = value if value > largest else largest
            there[source] += by[t] * weights[t]
