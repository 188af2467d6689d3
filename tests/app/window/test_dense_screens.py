"""On a screen of twice the density everything stands where it did, and is drawn with its pixels."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from tests.patience import ENDLESS

ROOT = Path(__file__).parents[3]
DENSITIES = (1, 2)
PARTS = ("canvas", "Raster", "TracesView")
UNLIKE = 3.0  # of 255, in the mean: what smaller strokes and rounder letters make
FINE = 0.3  # cycles for each pixel: what a picture that was enlarged does not have

Pixels = NDArray[np.float64]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[Pixels, dict[str, list[int]]]]:
    """Grey pixels (height, width) of the same run, and where its parts stand, by density."""
    folders = {density: tmp_path_factory.mktemp(f"dense{density}") for density in DENSITIES}
    begun = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.app.window.dense_window", str(folder)],
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(density)},
            stderr=subprocess.PIPE,
        )
        for density, folder in folders.items()
    ]
    for process in begun:
        _, said = process.communicate(timeout=ENDLESS)
        assert process.returncode == 0, said.decode()
    return {density: (pixels(folder), places(folder)) for density, folder in folders.items()}


def pixels(folder: Path) -> Pixels:
    image = QImage(str(folder / "window.png")).convertToFormat(QImage.Format.Format_RGB32)
    channels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return channels[:, :, :3].mean(axis=2)


def places(folder: Path) -> Any:
    return json.loads((folder / "places.json").read_text())


def halved(picture: Pixels) -> Pixels:
    height, width = picture.shape
    return picture.reshape(height // 2, 2, width // 2, 2).mean((1, 3))


def fine_share(picture: Pixels) -> float:
    """How much of what varies does so from pixel to pixel."""
    power = np.abs(np.fft.fft2(picture - picture.mean())) ** 2
    down, across = (np.abs(np.fft.fftfreq(length)) for length in picture.shape)
    return float(power[(down[:, None] > FINE) | (across > FINE)].sum() / power.sum())


def test_everything_stands_where_it_did(pictures: Any) -> None:
    (plain, where), (dense, there) = pictures[1], pictures[2]
    assert set(PARTS) == set(where) and where == there
    assert dense.shape == (2 * plain.shape[0], 2 * plain.shape[1])
    assert np.abs(halved(dense) - plain).mean() < UNLIKE


@pytest.mark.parametrize("part", PARTS)
def test_what_moves_is_drawn_with_the_pixels_of_the_screen(part: str, pictures: Any) -> None:
    """What is kept as a picture is kept at the density of the screen: no blocks of four, no blur."""
    dense, where = pictures[2]
    left, top, width, height = (2 * side for side in where[part])
    shown = dense[top : top + height, left : left + width]
    blocks = np.kron(halved(shown), np.ones((2, 2)))
    assert np.abs(shown - blocks).mean() > 0.3
    assert fine_share(shown) > 0.03


def test_a_picture_that_was_enlarged_would_be_told(pictures: Any) -> None:
    plain, where = pictures[1]
    left, top, width, height = where["Raster"]
    small = plain[top : top + height, left : left + width]
    enlarged = np.kron(small, np.ones((2, 2)))
    assert np.abs(enlarged - np.kron(halved(enlarged), np.ones((2, 2)))).mean() == 0
    smoothed = (enlarged + np.roll(enlarged, 1, 0) + np.roll(enlarged, 1, 1) + np.roll(enlarged, (1, 1), (0, 1))) / 4
    assert fine_share(smoothed) < 0.03
