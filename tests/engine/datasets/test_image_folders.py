"""Folders of pictures: their brightness, size and class, and a sentence for what is no picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.datasets.image_folders import ImageFolders
from engine.network.description import Dataset
from engine.problems import NetworkError

STEPS = np.repeat(np.repeat(np.array([[0, 85], [170, 255]], np.uint8), 4, axis=0), 4, axis=1)


def loaded(folder: Path, **more: Any) -> Any:
    given = {"folder": str(folder), "width": 2.0, "height": 2.0, **more}
    return Dataset("d", ImageFolders, given, title="Mine").samples()


def classes(root: Path, **pictures: Image.Image) -> Path:
    """A picture a class, called as it is."""
    for name, image in pictures.items():
        (root / name).mkdir()
        image.save(root / name / f"a.{name}")
    return root


def test_pictures_of_every_kind_are_brought_to_one_size(tmp_path: Path) -> None:
    grey = Image.fromarray(STEPS)
    wide = Image.fromarray(np.uint16(STEPS) * 257)
    classes(tmp_path, png=wide, bmp=grey, gif=grey, pgm=grey, tiff=grey.convert("RGB"), webp=grey.convert("RGBA"))
    samples = loaded(tmp_path)
    assert samples.names == ("bmp", "gif", "pgm", "png", "tiff", "webp") and samples.shape == (2, 2)
    expected = np.array([0, 85, 170, 255]) / 255
    assert samples.values[:5] == pytest.approx(np.tile(expected, (5, 1)), abs=1e-12)
    assert samples.values[5] == pytest.approx(expected, abs=0.1), "this one is packed with losses"
    assert loaded(tmp_path, ground="dark on light").values[0] == pytest.approx(1 - expected)


def test_a_picture_of_another_shape_is_fitted_and_what_is_clear_is_dark(tmp_path: Path) -> None:
    white = Image.new("RGBA", (8, 4), (255, 255, 255, 255))
    white.paste((255, 255, 255, 0), (0, 0, 4, 4))
    classes(tmp_path, png=white)
    samples = loaded(tmp_path, width=4.0, height=4.0)
    picture = samples.values[0].reshape(4, 4)
    assert picture.tolist() == [[0] * 4, [0, 0, 1, 1], [0, 0, 1, 1], [0] * 4]


def test_a_picture_that_lies_on_its_side_is_turned(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (tmp_path / "a").mkdir()
    Image.fromarray(STEPS).save(tmp_path / "a" / "1.png", exif=exif)
    assert loaded(tmp_path).values[0] == pytest.approx(np.array([170, 0, 255, 85]) / 255)


def test_a_picture_too_large_and_one_that_is_none_get_one_sentence(tmp_path: Path) -> None:
    classes(tmp_path, png=Image.new("1", (9000, 9000)))
    with pytest.raises(NetworkError, match="which Mine reads, has 9000 × 9000 pixels"):
        loaded(tmp_path)
    (tmp_path / "png" / "a.png").write_bytes(b"no picture")
    with pytest.raises(NetworkError, match=r"^png/a\.png, which Mine reads, is no picture that can be read"):
        loaded(tmp_path)


@pytest.mark.parametrize("kind", ["png", "gif", "bmp", "tiff", "webp", "pgm", "jpeg"])
def test_changed_bytes_give_samples_or_one_sentence(tmp_path: Path, kind: str) -> None:
    path = classes(tmp_path, **{kind: Image.fromarray(STEPS)}) / kind / f"a.{kind}"
    whole = path.read_bytes()
    for seed in range(40):
        random, data = np.random.default_rng(seed), bytearray(whole)
        for place in random.integers(0, len(data), 4):
            data[place] = random.integers(256)
        path.write_bytes(data[: random.integers(1, len(data))] if seed % 4 == 0 else data)
        try:
            assert loaded(tmp_path).values[:].max() <= 1.0, seed
        except NetworkError as error:
            assert len(error.problems) == 1, seed
