"""Compiled loops that build connectivity straight from a rule's blocks: count, place, sort, divide."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backends.functions.elementary import exp64
from engine.backends.functions.normal import ABOVE, BELOW, normal
from engine.backends.functions.philox import philox
from engine.backends.kernels.numba_options import compiled

UNIFORM, NORMAL, LOG_NORMAL, GIVEN = 1, 2, 3, 4
DRAWS = 1000  # of a value that may be drawn again
NEVER, LONG = -1, -2  # a value that is never allowed, a delay that is too long to be kept
LONGEST = 65535  # steps
CENTRAL = 0.425  # of the distribution's share on either side, where one polynomial does
TOGETHER = 4096  # connections whose values are drawn in one loop
FEW = 48  # connections of one source that are sorted by insertion
DIGIT, DIGITS = 8, 256


@compiled(nogil=True, cache=True)
def count_sources(counts: Any, pre: Any) -> Any:
    """Add one for each connection of a source."""
    for i in range(pre.size):
        counts[pre[i]] += 1


@compiled(inline="always")
def _uniform(key: Any, index: Any, draw: Any) -> Any:
    """53 bits in (0, 1)."""
    i = np.uint64(index)
    w = philox(np.uint32(i), np.uint32(draw), np.uint32(i >> np.uint64(32)), key[0], key[1], key[2])
    whole = np.float64(w[0] >> np.uint32(5)) * 67108864.0 + np.float64(w[1] >> np.uint32(6))
    return (whole + 0.5) * 2.0**-53


@compiled(cache=True)
def _again(law: Any, key: Any, index: Any) -> Any:
    """The first further draw that is allowed; NaN if there is none."""
    for draw in range(1, DRAWS):
        u = _uniform(key, index, draw)
        if law[0] == UNIFORM:
            value = law[1] + (law[2] - law[1]) * u
        elif law[0] == NORMAL:
            value = law[1] + law[2] * normal(u)
        else:
            value = exp64(law[1] + law[2] * normal(u))
        if law[3] <= value <= law[4]:
            return value
    return np.nan


@compiled(cache=True)
def _central(u: Any, out: Any) -> Any:
    """The value that :func:`normal` gives in the middle of the distribution, in a loop that vectorises."""
    for i in range(u.size):
        q = u[i] - 0.5
        r = 0.180625 - q * q
        above = ABOVE[0][6] + ABOVE[0][7] * r
        above = above * r + ABOVE[0][5]
        above = above * r + ABOVE[0][4]
        above = above * r + ABOVE[0][3]
        above = above * r + ABOVE[0][2]
        above = above * r + ABOVE[0][1]
        above = above * r + ABOVE[0][0]
        below = BELOW[0][6] + BELOW[0][7] * r
        below = below * r + BELOW[0][5]
        below = below * r + BELOW[0][4]
        below = below * r + BELOW[0][3]
        below = below * r + BELOW[0][2]
        below = below * r + BELOW[0][1]
        below = below * r + BELOW[0][0]
        out[i] = q * (above / below)


@compiled(cache=True)
def draw_all(law: Any, key: Any, first: Any, u: Any, out: Any) -> Any:
    """Values of the connections ``first``, ``first + 1`` ... by ``law`` (kind, first, second, lowest, highest).

    False where a value is never allowed.
    """
    for i in range(out.size):
        u[i] = _uniform(key, first + i, 0)
    if law[0] == UNIFORM:
        for i in range(out.size):
            out[i] = law[1] + (law[2] - law[1]) * u[i]
    else:
        _central(u, out)
        for i in range(out.size):
            if abs(u[i] - 0.5) > CENTRAL:
                out[i] = normal(u[i])
        for i in range(out.size):
            out[i] = law[1] + law[2] * out[i]
        if law[0] == LOG_NORMAL:
            for i in range(out.size):
                out[i] = exp64(out[i])
    for i in range(out.size):
        if not law[3] <= out[i] <= law[4]:
            out[i] = _again(law, key, first + i)
            if out[i] != out[i]:
                return False
    return True


@compiled(nogil=True, cache=True)
def place(
    cursor: Any, pre: Any, post: Any, first: Any, targets: Any, lags: Any, weights: Any, delay_law: Any, delay_key: Any,
    given_steps: Any, resolution: Any, weight_law: Any, weight_key: Any, given_weights: Any,
) -> Any:  # fmt: skip
    """Put connections ``first``, ``first + 1`` ... into their sources' places; 0, or what is wrong.

    Where the law says so, their delays in steps and their weights are given, one for each.
    """
    u, times, values = np.empty(TOGETHER), np.empty(TOGETHER), np.empty(TOGETHER)
    places = np.empty(TOGETHER, np.int64)
    for low in range(0, pre.size, TOGETHER):
        n = min(TOGETHER, pre.size - low)
        for i in range(n):
            q = cursor[pre[low + i]]
            cursor[pre[low + i]] = q + 1
            places[i] = q
        for i in range(n):
            targets[places[i]] = post[low + i]
        if delay_law[0] == GIVEN:
            for i in range(n):
                lags[places[i]] = given_steps[low + i]
        elif delay_law[0] != 0.0:
            if not draw_all(delay_law, delay_key, first + low, u[:n], times[:n]):
                return NEVER
            for i in range(n):
                steps = np.floor(times[i] / resolution + 0.5)
                if steps > LONGEST:
                    return LONG
                lags[places[i]] = max(steps, 1.0) if times[i] != 0.0 else 0.0
        if weight_law[0] == GIVEN:
            for i in range(n):
                weights[places[i]] = given_weights[low + i]
        elif weight_law[0] != 0.0:
            if not draw_all(weight_law, weight_key, first + low, u[:n], values[:n]):
                return NEVER
            for i in range(n):
                weights[places[i]] = values[i]
    return 0


@compiled(inline="always")
def _key(targets: Any, lags: Any, q: Any) -> Any:
    lag = np.uint64(lags[q]) if lags.size > 1 else np.uint64(0)
    return (lag << np.uint64(32)) | np.uint64(targets[q])


@compiled(nogil=True, cache=True)
def sort_rows(
    first: Any, low: Any, high: Any, digits: Any, lag_digits: Any, targets: Any, lags: Any, weights: Any, keys: Any,
    order: Any, other: Any, kept_targets: Any, kept_lags: Any, kept_weights: Any,
) -> Any:  # fmt: skip
    """Sort the connections of sources [low, high) stably by delay, then target."""
    counts = np.zeros(DIGITS + 1, np.int64)
    has_lags, has_weights = lags.size > 1, weights.size > 1
    for source in range(low, high):
        begin = first[source]
        n = first[source + 1] - begin
        rising = True
        for i in range(n):
            keys[i] = _key(targets, lags, begin + i)
            order[i] = i
            rising &= i == 0 or keys[i - 1] <= keys[i]
        if rising:
            continue
        if n < FEW:
            for i in range(1, n):
                held = order[i]
                j = i
                while j > 0 and keys[order[j - 1]] > keys[held]:
                    order[j] = order[j - 1]
                    j -= 1
                order[j] = held
        else:
            for digit in range(digits + lag_digits):
                shift = np.uint64(DIGIT * digit if digit < digits else 32 + DIGIT * (digit - digits))
                counts[:] = 0
                for i in range(n):
                    counts[np.int64((keys[i] >> shift) & np.uint64(DIGITS - 1)) + 1] += 1
                for d in range(DIGITS):
                    counts[d + 1] += counts[d]
                for i in range(n):
                    bucket = np.int64((keys[order[i]] >> shift) & np.uint64(DIGITS - 1))
                    other[counts[bucket]] = order[i]
                    counts[bucket] += 1
                for i in range(n):
                    order[i] = other[i]
        for i in range(n):
            q = begin + order[i]
            kept_targets[i] = targets[q]
            if has_lags:
                kept_lags[i] = lags[q]
            if has_weights:
                kept_weights[i] = weights[q]
        for i in range(n):
            targets[begin + i] = kept_targets[i]
            if has_lags:
                lags[begin + i] = kept_lags[i]
            if has_weights:
                weights[begin + i] = kept_weights[i]


@compiled(nogil=True, cache=True)
def count_segments(first: Any, low: Any, high: Any, lags: Any, rows: Any) -> Any:
    """Count the runs of one source and one delay of sources [low, high); ``rows[s]`` is how many are before s."""
    total = rows[low]
    for source in range(low, high):
        for q in range(first[source], first[source + 1]):
            if q == first[source] or lags[q] != lags[q - 1]:
                total += 1
        rows[source + 1] = total


@compiled(nogil=True, cache=True)
def fill_segments(first: Any, low: Any, high: Any, lags: Any, rows: Any, begins: Any, delays: Any) -> Any:
    """Fill in where each run of sources [low, high) begins, and its delay; after the last one stands where it ends."""
    g = rows[low]
    for source in range(low, high):
        for q in range(first[source], first[source + 1]):
            if q == first[source] or lags[q] != lags[q - 1]:
                begins[g] = q
                delays[g] = lags[q]
                g += 1
    begins[g] = first[high]


@compiled(nogil=True, cache=True)
def divide(first: Any, targets: Any, bound: Any, places: Any) -> Any:
    """Find where in each run the targets from ``bound`` on begin."""
    for g in range(places.size):
        low, high = first[g], first[g + 1]
        while low < high:
            middle = (low + high) // 2
            if targets[middle] < bound:
                low = middle + 1
            else:
                high = middle
        places[g] = low


@compiled(nogil=True, cache=True)
def unbroken(first: Any, low: Any, high: Any, targets: Any) -> Any:
    """Tell whether the targets of each of the segments [low, high) follow one on another."""
    for g in range(low, high):
        for q in range(first[g] + 1, first[g + 1]):
            if targets[q] != targets[q - 1] + 1:
                return False
    return True


@compiled(nogil=True, cache=True)
def mark_lags(first: Any, low: Any, high: Any, delays: Any, targets: Any, begin: Any, end: Any, marks: Any) -> Any:
    """Mark the delays of the segments [low, high) that have a target in [begin, end), but not those below 0."""
    for g in range(low, high):
        if delays[g] < 0:
            continue
        for q in range(first[g], first[g + 1]):
            if begin <= targets[q] < end:
                marks[delays[g]] = True
                break


@compiled(nogil=True, cache=True)
def count_incoming(
    first: Any, low: Any, high: Any, delays: Any, targets: Any, begin: Any, end: Any, rank: Any, counts: Any
) -> Any:
    """Count the connections onto each target in [begin, end) with each delay, whose place is its ``rank``."""
    for g in range(low, high):
        if delays[g] < 0:
            continue
        row = rank[delays[g]] * (end - begin + 1) - begin
        for q in range(first[g], first[g + 1]):
            if begin <= targets[q] < end:
                counts[row + targets[q]] += 1


@compiled(nogil=True, cache=True)
def place_incoming(
    first: Any, low: Any, high: Any, delays: Any, targets: Any, begin: Any, end: Any, rank: Any, owners: Any,
    cursor: Any, places: Any, sources: Any,
) -> Any:  # fmt: skip
    """Put each of these connections' place and source where the ``cursor`` of its delay and target stands."""
    for g in range(low, high):
        if delays[g] < 0:
            continue
        row = rank[delays[g]] * (end - begin + 1) - begin
        for q in range(first[g], first[g + 1]):
            if begin <= targets[q] < end:
                to = cursor[row + targets[q]]
                cursor[row + targets[q]] = to + 1
                places[to] = q
                sources[to] = owners[g]
