"""Sums of rows in vectors of 64 bytes, written for LLVM itself: what is added up stays in registers.

LLVM alone takes such a loop four vectors at a time and what is left over one number at a time, and a row of a kernel
is mostly what is left over. These take vectors one by one, and halves of them for the rest (decision 0263).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from engine.backends.kernels.numba_options import compiled

BYTES = 64  # of a vector; a processor with shorter ones takes several
LANE = 16  # bytes within which any processor turns rows and columns
PANEL = 16  # numbers of a panel, at least: those of a vector in single precision
AT_ONCE = 6  # panels whose sums over rows are in registers
TOGETHER = 4  # rows whose products with a source are added up at once
INTEGER, INDEX = ir.IntType(64), ir.IntType(32)
CONTRACTED = ("contract",)  # one rounding for a product and its sum, where the processor has that

Values = list[Any]


def written(function: Callable[..., Any]) -> Any:
    """Numba's decorator of functions that write code; a type checker knows none of its own."""
    return intrinsic(function)


class VectorWriter:
    """The writer of one loop's code, over vectors of a ``number``'s type."""

    def __init__(self, context: Any, builder: Any, signature: Any, given: Sequence[Any], number: Any) -> None:
        self.builder, self._context, self._signature, self._given = builder, context, signature, given
        self.number, self.bytes = context.get_value_type(number), number.bitwidth // 8
        self.lanes = BYTES // self.bytes

    def data(self, place: int) -> Any:
        """The pointer to the first number of the array that was given there."""
        array = self._context.make_array(self._signature.args[place])
        return array(self._context, self.builder, self._given[place]).data

    def integer(self, pointer: Any, at: Any) -> Any:
        """The 32-bit integer there."""
        return self.builder.sext(self.builder.load(self.builder.gep(pointer, [at])), INTEGER)

    def vector(self, pointer: Any, at: Any, lanes: int | None = None) -> Any:
        """So many numbers from there on; a whole vector, with zeros after a part."""
        part = lanes or self.lanes
        found = self.builder.load(self._vectors(pointer, at, part), align=self.bytes)
        if part == self.lanes:
            return found
        zero = ir.Constant(ir.VectorType(self.number, part), [0.0] * part)
        places = [min(lane, part) for lane in range(self.lanes)]
        return self.builder.shuffle_vector(found, zero, ir.Constant(ir.VectorType(INDEX, self.lanes), places))

    def put(self, vector: Any, pointer: Any, at: Any, lanes: int | None = None) -> None:
        """Write as many of its numbers there."""
        part = lanes or self.lanes
        if part != self.lanes:
            places = ir.Constant(ir.VectorType(INDEX, part), list(range(part)))
            vector = self.builder.shuffle_vector(vector, vector, places)
        self.builder.store(vector, self._vectors(pointer, at, part), align=self.bytes)

    def spread(self, value: Any, lanes: int | None = None) -> Any:
        """A vector that holds it everywhere."""
        lanes = lanes or self.lanes
        none = ir.Constant(ir.VectorType(value.type, lanes), ir.Undefined)
        first = self.builder.insert_element(none, value, INDEX(0))
        return self.builder.shuffle_vector(first, none, ir.Constant(ir.VectorType(INDEX, lanes), [0] * lanes))

    def add_product(self, to: Any, one: Any, other: Any) -> Any:
        return self.builder.fadd(to, self.builder.fmul(one, other, flags=CONTRACTED), flags=CONTRACTED)

    def turned(self, vectors: Values) -> Values:
        """Rows turned to columns within each lane of 16 bytes, of as many vectors as a lane has numbers."""
        width = 1
        while width < len(vectors):
            pairs = [(k, k + width) for k in range(len(vectors)) if not k & width]
            found = list(vectors)
            for one, other in pairs:
                for upper, to in ((0, one), (1, other)):
                    places = [
                        lane + (self.lanes if k & width else 0) + (k & ~width) + upper * width
                        for lane in range(0, self.lanes, len(vectors))
                        for k in range(len(vectors))
                    ]
                    found[to] = self._chosen(vectors[one], vectors[other], places)
            vectors, width = found, 2 * width
        return vectors

    def lane(self, vector: Any, number: int) -> Any:
        """That lane of 16 bytes, at the beginning of a vector."""
        size = LANE // self.bytes
        return self._chosen(vector, vector, [number * size + k % size for k in range(self.lanes)])

    def joined(self, lanes: Values) -> Any:
        """The beginnings of four vectors, of 16 bytes, as one."""
        size, half = LANE // self.bytes, self.lanes // 2
        pairs = [k % size + (self.lanes if k % (2 * size) >= size else 0) for k in range(self.lanes)]
        begin, end = (self._chosen(one, other, pairs) for one, other in (lanes[:2], lanes[2:]))
        return self._chosen(begin, end, [k % half + (self.lanes if k >= half else 0) for k in range(self.lanes)])

    def _chosen(self, one: Any, other: Any, places: Sequence[int]) -> Any:
        """The numbers of two vectors at these places, those of the second after those of the first."""
        return self.builder.shuffle_vector(one, other, ir.Constant(ir.VectorType(INDEX, self.lanes), list(places)))

    def total(self, vector: Any) -> Any:
        """The sum of its numbers, in halves."""
        part = self.lanes
        while part > 1:
            part //= 2
            halves = [
                self.builder.shuffle_vector(vector, vector, ir.Constant(ir.VectorType(INDEX, part), list(places)))
                for places in (range(part), range(part, 2 * part))
            ]
            vector = self.builder.fadd(*halves)
        return self.builder.extract_element(vector, INDEX(0))

    @property
    def zero(self) -> Any:
        return ir.Constant(ir.VectorType(self.number, self.lanes), [0.0] * self.lanes)

    def loop(self, first: Any, last: Any, step: int, carried: Values, body: Callable[[Any, Values], Values]) -> Values:
        """Carry values from turn to turn, for ``first``, ``first + step``…: ``body`` makes them anew."""
        builder, before = self.builder, self.builder.block
        head, inside, after = (builder.append_basic_block() for _ in range(3))
        builder.branch(head)
        builder.position_at_end(head)
        number, kept = builder.phi(INTEGER), [builder.phi(value.type) for value in carried]
        for phi, value in zip([number, *kept], [first, *carried], strict=True):
            phi.add_incoming(value, before)
        builder.cbranch(builder.icmp_signed("<", number, last), inside, after)
        builder.position_at_end(inside)
        new = body(number, kept)
        for phi, value in zip([number, *kept], [builder.add(number, INTEGER(step)), *new], strict=True):
            phi.add_incoming(value, builder.block)
        builder.branch(head)
        builder.position_at_end(after)
        return kept

    def over(self, count: Any, carried: Values, body: Callable[[Any, int, Values], Values]) -> Values:
        """``body(at, lanes, carried)`` for whole vectors of ``count`` numbers, then for halves of what is left."""
        builder = self.builder
        whole = builder.and_(count, INTEGER(-self.lanes))
        kept = self.loop(INTEGER(0), whole, self.lanes, carried, lambda at, kept: body(at, self.lanes, kept))
        part = self.lanes
        while part > 1:
            part //= 2
            before, inside, after = builder.block, builder.append_basic_block(), builder.append_basic_block()
            has_part = builder.icmp_signed("!=", builder.and_(count, INTEGER(part)), INTEGER(0))
            builder.cbranch(has_part, inside, after)
            builder.position_at_end(inside)
            new = body(builder.and_(count, INTEGER(-2 * part)), part, kept)
            end = builder.block
            builder.branch(after)
            builder.position_at_end(after)
            merged = [builder.phi(value.type) for value in kept]
            for phi, one, other in zip(merged, kept, new, strict=True):
                phi.add_incoming(one, before)
                phi.add_incoming(other, end)
            kept = merged
        return kept

    def _vectors(self, pointer: Any, at: Any, lanes: int) -> Any:
        kind = ir.VectorType(self.number, lanes).as_pointer()
        return self.builder.bitcast(self.builder.gep(pointer, [at]), kind)


def aligned_array(count: Any, like: Any) -> Any:
    """An array (count,) of the type of ``like`` that begins where a vector does: one across two lines is slower."""
    whole = np.empty(count + BYTES // like.itemsize, like.dtype)
    begin = (-whole.ctypes.data) % BYTES // like.itemsize
    return whole[begin : begin + count]


aligned = compiled(nogil=True)(aligned_array)
"""The same, within loops."""


@written
def add_scaled(typing: Any, to: Any, at: Any, values: Any, begin: Any, count: Any, amount: Any) -> Any:
    """Add ``amount`` times ``count`` of the ``values`` (m,), from ``begin`` on, ``to`` (n,) from ``at`` on."""
    place = types.intp

    def write(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        code = VectorWriter(context, builder, signature, given, to.dtype)
        there, by = builder.gep(code.data(0), [given[1]]), builder.gep(code.data(2), [given[3]])
        factor = code.spread(given[5])

        def add(here: Any, lanes: int, carried: Values) -> Values:
            total = code.add_product(code.vector(there, here, lanes), factor, code.vector(by, here, lanes))
            code.put(total, there, here, lanes)
            return carried

        code.over(given[4], [], add)
        return context.get_dummy_value()

    return types.void(to, place, values, place, place, amount), write


@written
def sum_products(
    typing: Any, beside: Any, width: Any, values: Any, targets: Any, weights: Any, lengths: Any, first: Any, last: Any,
    apart: Any, out: Any,
) -> Any:  # fmt: skip
    """Add up products of four rows ``beside`` (4 · width,) with the weights of the runs ``first`` to ``last``.

    A run joins ``lengths`` numbers of a row from ``targets`` on with as many ``values`` from ``weights`` on; what is
    ``apart`` are runs of another source with the same targets. The sums of each row by the one, then by the other, go
    to ``out`` (8,).
    """
    place = types.intp

    def write(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        code = VectorWriter(context, builder, signature, given, beside.dtype)
        all_rows, by, targets, weights, lengths, sums = (code.data(place) for place in (0, 2, 3, 4, 5, 9))
        starts = [builder.mul(given[1], INTEGER(row)) for row in range(TOGETHER)]

        def run(number: Any, totals: Values) -> Values:
            at = code.integer(targets, number)
            rows = [builder.gep(all_rows, [builder.add(at, start)]) for start in starts]
            both = number, builder.add(number, given[8])
            sources = [builder.gep(by, [code.integer(weights, one)]) for one in both]

            def products(here: Any, lanes: int, totals: Values) -> Values:
                sent = [code.vector(row, here, lanes) for row in rows]
                factors = [code.vector(source, here, lanes) for source in sources]
                pairs = [(row, factor) for factor in factors for row in sent]
                return [code.add_product(total, *pair) for total, pair in zip(totals, pairs, strict=True)]

            return code.over(code.integer(lengths, number), totals, products)

        totals = code.loop(given[6], given[7], 1, [code.zero] * (2 * TOGETHER), run)
        for number, total in enumerate(totals):
            builder.store(code.total(total), builder.gep(sums, [INTEGER(number)]))
        return context.get_dummy_value()

    return types.void(beside, place, values, targets, weights, lengths, place, place, place, out), write


@written
def append_shifted(
    typing: Any, numbers: Any, amounts: Any, begin: Any, shift: Any, to_numbers: Any, to_amounts: Any, at: Any
) -> Any:
    """Copy a panel of ``numbers`` (n,), each plus ``shift``, and ``amounts`` (n,), from ``begin`` on to ``at``."""
    place = types.intp

    def write(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        size = ir.VectorType(INDEX, PANEL).as_pointer()
        code = VectorWriter(context, builder, signature, given, amounts.dtype)
        there = [builder.bitcast(builder.gep(code.data(a), [given[b]]), size) for a, b in ((0, 2), (4, 6))]
        shifts = code.spread(builder.trunc(given[3], INDEX), PANEL)
        builder.store(builder.add(builder.load(there[0], align=4), shifts), there[1], align=4)
        for part in range(0, PANEL, code.lanes):
            copied = code.vector(code.data(1), builder.add(given[2], INTEGER(part)))
            code.put(copied, code.data(5), builder.add(given[6], INTEGER(part)))
        return context.get_dummy_value()

    return types.void(numbers, amounts, place, place, to_numbers, to_amounts, place), write


def _summing(panels: int) -> Any:
    @written
    def sum_rows(
        typing: Any, rows: Any, width: Any, numbers: Any, amounts: Any, count: Any, out: Any, at: Any, begin: Any
    ) -> Any:
        place = types.intp

        def write(context: Any, builder: Any, signature: Any, given: Any) -> Any:
            code = VectorWriter(context, builder, signature, given, rows.dtype)
            values, members, factors = builder.gep(code.data(0), [given[7]]), code.data(2), code.data(3)
            parts = range(0, panels * PANEL, code.lanes)
            together = TOGETHER // panels

            def add(number: Any, totals: Values) -> Values:
                new = []
                for k in range(together):
                    which = builder.add(number, INTEGER(k))
                    row = builder.gep(values, [builder.mul(code.integer(members, which), given[1])])
                    factor = code.spread(builder.load(builder.gep(factors, [which])))
                    for part, total in zip(parts, totals[k * len(parts) : (k + 1) * len(parts)], strict=True):
                        new.append(code.add_product(total, factor, code.vector(row, INTEGER(part))))
                return new

            totals = code.loop(INTEGER(0), given[4], together, [code.zero] * (together * len(parts)), add)
            for k, part in enumerate(parts):
                total = reduce(builder.fadd, totals[k :: len(parts)])
                code.put(total, code.data(5), builder.add(given[6], INTEGER(part)))
            return context.get_dummy_value()

        return types.void(rows, place, numbers, amounts, place, out, place, place), write

    return sum_rows


sum_panel, sum_two_panels = _summing(1), _summing(2)
"""Add up one or two panels of ``rows`` (n · width,), from ``begin`` of each on, and write them to ``out`` (m,) ``at``.

``count`` rows have ``numbers`` and ``amounts`` that they are multiplied by, and as many follow as are then a multiple
of :data:`TOGETHER`: of an amount of zero.
"""


@written
def add_by_rows(
    typing: Any, sums: Any, ends: Any, beside: Any, starts: Any, first: Any, rows: Any, factors: Any, count: Any
) -> Any:  # fmt: skip
    """Add to :data:`AT_ONCE` panels of ``sums`` (n,), from ``ends`` on each, panels of some rows that lie ``beside``.

    ``count`` rows begin at ``rows`` and are multiplied by ``factors``; within them panels are from ``starts`` on. The
    numbers of those panels are ``first`` and those that follow it.
    """
    place = types.intp

    def write(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        code = VectorWriter(context, builder, signature, given, sums.dtype)
        which = [builder.add(given[4], INTEGER(k)) for k in range(AT_ONCE)]
        offsets = [code.integer(code.data(3), panel) for panel in which]
        parts = [INTEGER(part) for part in range(0, PANEL, code.lanes)]

        def add(number: Any, totals: Values) -> Values:
            row = builder.gep(code.data(2), [code.integer(code.data(5), number)])
            factor = code.spread(builder.load(builder.gep(code.data(6), [number])))
            there = [code.vector(builder.gep(row, [offset]), part) for offset in offsets for part in parts]
            return [code.add_product(total, factor, vector) for total, vector in zip(totals, there, strict=True)]

        totals = iter(code.loop(INTEGER(0), given[7], 1, [code.zero] * (AT_ONCE * len(parts)), add))
        for panel in which:
            to = builder.gep(code.data(0), [code.integer(code.data(1), panel)])
            for part in parts:
                code.put(builder.fadd(code.vector(to, part), next(totals)), to, part)
        return context.get_dummy_value()

    return types.void(sums, ends, beside, starts, place, rows, factors, place), write
