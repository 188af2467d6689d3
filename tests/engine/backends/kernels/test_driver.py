"""The table of operations: every one is called in its order, and only in steps in which it is due."""

from __future__ import annotations

import numpy as np

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.driver import PLACES
from engine.backends.kernels.kernel import Kernel, Operation, Program, each_step
from engine.backends.numba_backend import NumbaBackend

TEXT = '''"""Notes who was called, and in which step."""

import numpy as np
from numba import njit

import engine.backends.kernels.numba_options


@njit(error_model="numpy", nogil=True)
def note(neurons, j, number, told, count):
    told[2 * count[0]] = number[0]
    told[2 * count[0] + 1] = j
    count[0] += 1
'''


def noting(number, told, count, every):
    names = {"number": np.array([number], np.int64), "told": told, "count": count}
    arguments = tuple(Argument(name, "np.int64") for name in names)
    return Operation(Kernel(TEXT, "note", arguments, each_step(lambda a, j, k: None)), 1, names, every=every)


def test_operations_are_called_in_order_and_only_when_due():
    told, count = np.zeros(4000, np.int64), np.zeros(1, np.int64)
    every = [(1, 1, 5, 1, 7)[number % 5] for number in range(2 * PLACES + 3)]
    operations = [noting(number, told, count, e) for number, e in enumerate(every)]
    backend = NumbaBackend()
    backend.prepare([Program(tuple(operations[:4]), tuple(operations[4:]))], 1)
    for first, last in ((0, 3), (3, 4), (4, 4), (4, 41), (100, 120)):
        backend.drive(first - 2, first, last)
        expected = [(o, k - first + 2) for k in range(first, last) for o, e in enumerate(every) if (k + 1) % e == 0]
        assert told[: 2 * count[0]].reshape(-1, 2).tolist() == [list(pair) for pair in expected]
        count[0] = 0
    backend.close()
