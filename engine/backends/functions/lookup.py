"""Products with zeros and ones, as compiled loops: sums of four rows at a time are looked up, not added.

Of four rows of numbers there are sixteen sums. They are made once, and whoever wants the sum of some of the four finds
it by four bits: one addition for four products. Source: Arlazarov, Dinic, Kronrod & Faradzhev (1970), On economical
construction of the transitive closure of a directed graph, Soviet Mathematics Doklady 11, 1209-1210.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types

from engine.backends.functions.vectors import BYTES, INTEGER, Values, VectorWriter, aligned, written
from engine.backends.kernels.numba_options import compiled

GROUP, GROUPS = 4, 8  # rows whose sums are one table, and tables that are looked up at once
SUMS = 1 << GROUP
WORD = GROUP * GROUPS  # bits that say which of so many rows are in a sum
VECTORS = 4  # of a row of a table: the tables of a word stay in the first cache
BIT = ir.IntType(1)


@written
def _mark(typing: Any, row: Any, count: Any, bits: Any, amount: Any) -> Any:
    """Write which of the first ``count`` numbers of a ``row``, whole vectors, are not zero to ``bits``.

    Returns True where one of them is neither zero nor the ``amount``.
    """

    def write(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        code = VectorWriter(context, builder, signature, given, row.dtype)
        mask, lanes = ir.IntType(code.lanes), ir.VectorType(BIT, code.lanes)
        expected, there = code.spread(given[3]), builder.bitcast(code.data(2), mask.as_pointer())

        def look(at: Any, carried: Values) -> Values:
            numbers = code.vector(code.data(0), at)
            some = builder.fcmp_unordered("!=", numbers, code.zero)
            other = builder.and_(some, builder.fcmp_unordered("!=", numbers, expected))
            place = builder.gep(there, [builder.sdiv(at, INTEGER(code.lanes))])
            builder.store(builder.bitcast(some, mask), place, align=1)
            return [builder.or_(carried[0], other)]

        none = [ir.Constant(lanes, [BIT(0)] * code.lanes)]
        others = code.loop(INTEGER(0), given[1], code.lanes, none, look)[0]
        return builder.icmp_unsigned("!=", builder.bitcast(others, mask), mask(0))

    return types.boolean(row, types.intp, bits, row.dtype), write


@written
def _add_found(typing: Any, tables: Any, words: Any, begin: Any, apart: Any, count: Any, out: Any) -> Any:
    """Add to each of ``count`` rows of ``out`` what the ``tables`` of a word hold for its bits.

    The words lie so far ``apart`` among ``words``, from ``begin`` on.
    """
    place = types.intp

    def write(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        code = VectorWriter(context, builder, signature, given, tables.dtype)
        width = VECTORS * code.lanes
        all_tables, all_words, to = code.data(0), code.data(1), code.data(5)
        parts = range(0, width, code.lanes)

        def add(number: Any, carried: Values) -> Values:
            word = builder.load(builder.gep(all_words, [builder.add(given[2], builder.mul(number, given[3]))]))
            word = builder.zext(word, INTEGER)
            row = builder.gep(to, [builder.mul(number, INTEGER(width))])
            totals = [code.vector(row, INTEGER(part)) for part in parts]
            for group in range(GROUPS):
                bits = builder.and_(builder.lshr(word, INTEGER(GROUP * group)), INTEGER(SUMS - 1))
                at = builder.add(builder.mul(bits, INTEGER(width)), INTEGER(group * SUMS * width))
                found = builder.gep(all_tables, [at])
                totals = [
                    builder.fadd(total, code.vector(found, INTEGER(part)))
                    for part, total in zip(parts, totals, strict=True)
                ]
            for part, total in zip(parts, totals, strict=True):
                code.put(total, row, INTEGER(part))
            return carried

        code.loop(INTEGER(0), given[4], 1, [], add)
        return context.get_dummy_value()

    return types.void(tables, words, place, place, place, out), write


@written
def _fill(typing: Any, lines: Any, tables: Any) -> Any:
    """Write all sums of four ``lines`` each (32 · width,) to the ``tables`` (8 · 16 · width,)."""

    def write(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        code = VectorWriter(context, builder, signature, given, lines.dtype)
        width = VECTORS * code.lanes
        by, to = code.data(0), code.data(1)

        def fill(part: Any, carried: Values) -> Values:
            for group in range(GROUPS):
                sums = [code.zero]
                for line in range(GROUP):
                    at = builder.add(part, INTEGER((group * GROUP + line) * width))
                    one = code.vector(by, at)
                    sums += [one, *(builder.fadd(one, other) for other in sums[1:])]
                for number, total in enumerate(sums):
                    code.put(total, to, builder.add(part, INTEGER((group * SUMS + number) * width)))
            return carried

        code.loop(INTEGER(0), INTEGER(width), code.lanes, [], fill)
        return context.get_dummy_value()

    return types.void(lines, tables), write


@compiled(nogil=True, cache=True)
def mark(sent: Any, bits: Any) -> Any:
    """Write which numbers ``sent`` (rows, n) are not zero to ``bits`` (rows, whole words of bytes), which are zero.

    Returns the amount of all others; no number where they differ.
    """
    rows, n = sent.shape
    amount = sent.dtype.type(0)
    for r in range(rows):
        for k in range(n):
            if sent[r, k] != 0:
                amount = sent[r, k]
                break
        if amount != 0:
            break
    whole = n // (BYTES // sent.itemsize) * (BYTES // sent.itemsize)
    differ = False
    for r in range(rows):
        differ |= _mark(sent[r], whole, bits[r], amount)
        for k in range(whole, n):
            if sent[r, k] != 0:
                bits[r, k // 8] |= 1 << k % 8
                differ |= sent[r, k] != amount
    return np.nan if differ else amount


@compiled(nogil=True, cache=True)
def turn(bits: Any, turned: Any) -> None:
    """Bring the columns of ``bits`` (8 n, m) to the rows of ``turned`` (8 m, n or more): eight by eight at once.

    Source: Warren (2012), Hacker's Delight, section 7-3.
    """
    rows, columns = bits.shape
    for k in range(columns):
        for r in range(rows // 8):
            square = np.uint64(0)
            for row in range(8):
                square |= np.uint64(bits[8 * r + row, k]) << np.uint64(8 * row)
            swapped = (square ^ (square >> np.uint64(7))) & np.uint64(0x00AA00AA00AA00AA)
            square ^= swapped ^ (swapped << np.uint64(7))
            swapped = (square ^ (square >> np.uint64(14))) & np.uint64(0x0000CCCC0000CCCC)
            square ^= swapped ^ (swapped << np.uint64(14))
            swapped = (square ^ (square >> np.uint64(28))) & np.uint64(0x00000000F0F0F0F0)
            square ^= swapped ^ (swapped << np.uint64(28))
            for column in range(8):
                turned[8 * k + column, r] = (square >> np.uint64(8 * column)) & np.uint64(255)


@compiled(nogil=True, cache=True)
def onward(words: Any, sources: Any, amount: Any, weight: Any, out: Any) -> None:
    """Bring what is sent to ``out`` (rows, post) by the ``weight`` (post, pre).

    ``words`` (rows, n) say which of the ``sources`` (m,) send the ``amount`` in each row.
    """
    (rows, apart), post, width = words.shape, len(weight), VECTORS * (BYTES // weight.itemsize)
    lines, tables = aligned(WORD * width, weight), aligned(GROUPS * SUMS * width, weight)
    sums, words = aligned(rows * width, weight), words.reshape(-1)
    for first in range(0, post, width):
        some = min(width, post - first)
        sums[:] = 0
        for word in range(apart):
            lines[:] = 0
            own = sources[word * WORD : (word + 1) * WORD]
            for lane in range(some):
                row, column = weight[first + lane], lines[lane:]
                for k in range(own.size):
                    column[k * width] = row[own[k]]
            _fill(lines, tables)
            _add_found(tables, words, word, apart, rows, sums)
        for r in range(rows):
            found, there = sums[r * width : r * width + some], out[r, first : first + some]
            for lane in range(some):
                there[lane] = found[lane] * amount


@compiled(nogil=True, cache=True)
def gradient(words: Any, sources: Any, amount: Any, bars: Any, out: Any) -> None:
    """Write the derivatives by the weights of the ``sources`` (m,) to ``out`` (post, pre).

    ``words`` (m, n) say in which rows they send the ``amount``; ``bars`` (rows, post) are those by what arrives.
    """
    (rows, post), apart, width = bars.shape, words.shape[1], VECTORS * (BYTES // bars.itemsize)
    lines, tables = aligned(WORD * width, bars), aligned(GROUPS * SUMS * width, bars)
    sums, words = aligned(sources.size * width, bars), words.reshape(-1)
    for first in range(0, post, width):
        some = min(width, post - first)
        sums[:] = 0
        for word in range(apart):
            lines[:] = 0
            for k in range(min(WORD, rows - word * WORD)):
                row, line = bars[word * WORD + k, first : first + some], lines[k * width : k * width + some]
                for lane in range(some):
                    line[lane] = row[lane]
            _fill(lines, tables)
            _add_found(tables, words, word, apart, sources.size, sums)
        for begin in range(0, sources.size, WORD):  # so many stay in the first cache
            own = sources[begin : begin + WORD]
            for lane in range(some):
                row, column = out[first + lane], sums[begin * width + lane :]
                for k in range(own.size):
                    row[own[k]] = column[k * width] * amount
