"""Arrays of the compiled loops start at a cache line."""

import numpy as np
import pytest

from engine.backends.kernels.aligned import LINE, aligned, zeros


@pytest.mark.parametrize("shape", [1, 7, (3, 5), 4000])
@pytest.mark.parametrize("kind", ["float64", "float32", "int32", "uint8"])
def test_an_array_starts_at_a_line_and_is_zero(shape: int | tuple[int, ...], kind: str) -> None:
    for _ in range(20):
        array = zeros(shape, kind)
        assert array.ctypes.data % LINE == 0 and array.flags.c_contiguous and array.flags.writeable
        assert array.dtype == kind and array.shape == np.zeros(shape).shape and not array.any()


def test_a_copy_keeps_its_values() -> None:
    values = np.arange(12.0).reshape(3, 4)
    copy = aligned(values)
    assert np.array_equal(copy, values) and copy.ctypes.data % LINE == 0 and not np.shares_memory(copy, values)
