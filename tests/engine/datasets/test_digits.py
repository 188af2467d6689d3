"""The handwritten digits are real, scaled, and divided as the reference figures demand."""

import subprocess
import sys

import numpy as np
import pytest

from engine.datasets.digits import Digits


def test_digits_are_scikit_learns_images_scaled_to_one() -> None:
    from sklearn.datasets import load_digits

    samples = Digits.load({})
    images, labels = load_digits(return_X_y=True)
    assert samples.values.shape == (1797, 64) and samples.shape == (8, 8)
    assert samples.values.min() == 0.0 and samples.values.max() == 1.0
    assert np.array_equal(samples.values * 16, images) and np.array_equal(samples.labels, labels)


@pytest.mark.parametrize(("seed", "size"), [(0, 360), (1, 360), (7, 100), (42, 601)])
def test_the_stratified_split_is_the_one_of_the_published_figures(seed: int, size: int) -> None:
    from sklearn.model_selection import train_test_split

    samples = Digits.load({})
    train, test = Digits.split(samples, {"split_seed": seed, "test_size": size})
    both = train_test_split(np.arange(1797), test_size=size, stratify=samples.labels, random_state=seed)
    assert np.array_equal(train, both[0]) and np.array_equal(test, both[1])
    assert not set(train) & set(test)


def test_the_split_by_writer_shows_the_last_images_as_test() -> None:
    train, test = Digits.split(Digits.load({}), {"split_rule": "by writer"})
    assert np.array_equal(train, np.arange(1437)) and np.array_equal(test, np.arange(1437, 1797))


def test_images_cannot_be_changed_by_accident() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Digits.load({}).values[0, 0] = 1.0


def test_digits_are_shown_without_loading_scikit_learn() -> None:
    code = "from engine.datasets.digits import Digits; import sys; s = Digits.load({}); Digits.split(s, {}); "
    code += "sys.exit('sklearn' in sys.modules or 'scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
