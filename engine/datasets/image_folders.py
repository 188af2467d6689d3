"""Pictures in a folder for each class."""

from __future__ import annotations

import math
import struct
import warnings
from collections.abc import Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.data import Samples, Unreadable
from engine.model.declaration import Choice, Location, count_setting
from engine.model.stored import Scaled
from engine.model.variation import Varied
from engine.problems import Phrase, declare
from engine.samples import blocks as _blocks
from engine.samples import files as _files
from engine.samples import folders as _folders
from engine.samples import large as _large

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "PPM", "TIFF", "WEBP")
MOST_PIXELS = 1 << 26
LARGEST = 1 << 28  # bytes of a picture's file
WIDE = ("I;16", "I;16B", "I;16L", "I", "F")  # modes with more than a byte a pixel
WIDEST, BRIGHTEST = 65535.0, 255.0
LIGHT, DARK = "light on dark", "dark on light"

LARGE_FILE = declare("data.large-file", "{file}, which {element} reads, is too large.", "Save it packed, or smaller.")
LARGE_PICTURE = declare(
    "data.large-picture",
    "{file}, which {element} reads, has {width} × {height} pixels.",
    "Make it smaller than {most} pixels.",
)


class ImageFolders(Varied, _folders.FolderData):
    """Pictures (PNG, JPEG, BMP, GIF, PPM, TIFF, WebP) in a folder for each class, brought to one size, in grey.

    A picture of another shape is fitted into the middle, its surroundings 0. Nothing is copied into the project.

    Source: Deng, Dong, Socher, Li, Li & Fei-Fei (2009), CVPR, 248-255, 10.1109/CVPR.2009.5206848 (the layout).
    """

    title = "Folder of images"
    category = "Images"
    aliases = ("ImageFolder", "PNG", "JPEG", "pictures", "photos", "classes")
    endings = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".pgm", ".ppm", ".tif", ".tiff", ".webp")

    folder = Location("folder of classes", folder=True)
    width = count_setting("n_x", "pixels across", 28.0, at_most=1024.0)
    height = count_setting("n_y", "pixels down", 28.0, at_most=1024.0)
    ground = Choice((LIGHT, DARK), "what is drawn", default=LIGHT)

    @classmethod
    def look(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        _folders.file_sizes(cls.listing(values).files)
        cls.demand_room(values, "folder")
        return _shape(values)

    @classmethod
    def extent(cls, values: Mapping[str, Any]) -> _large.Extent:
        each = math.prod(_shape(values))
        return cls.extent_of(values, 2.0 * each * len(cls.listing(values).files), each)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Samples:
        height, width = cls.looked(cls.look, values)
        found, inverted = cls.listing(values), values.get("ground") == DARK
        read = partial(read_brightness, width=width, height=height, inverted=inverted)
        pixels: _blocks.ReadInBlocks | NDArray[np.uint8]
        if cls.goes_in_pieces(values):
            pixels = cls.in_files(found, (height * width,), np.uint8, read)
        else:
            pixels = np.zeros((len(found.files), height * width), np.uint8)
            for place, picture in enumerate(_folders.read_each(found.files, read)):
                pixels[place] = picture.ravel()
            pixels.setflags(write=False)
        varied = cls.varied((height, width), values)
        return cls.samples(found, Scaled(pixels, 0.0, BRIGHTEST), (height, width), np.uint8, varied)


def _shape(values: Mapping[str, Any]) -> tuple[int, int]:
    """Pixels down and across."""
    height, width = (round(float(ImageFolders.chosen(values, name))) for name in ("height", "width"))
    return height, width


def read_brightness(path: Path, width: int, height: int, inverted: bool) -> NDArray[np.uint8]:
    """The brightness (height, width) of one picture, from 0 to 255; raises :class:`Unreadable`."""
    from PIL import Image, ImageOps

    other = Unreadable(_files.OTHER_KIND, "folder", file=path.name, kind=Phrase("picture that can be read"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if path.stat().st_size > LARGEST:
                raise Unreadable(LARGE_FILE, "folder", file=path.name)
            content = BytesIO(path.read_bytes())  # which gives no more room than there are bytes
            with Image.open(content, formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    words = {"width": image.width, "height": image.height, "most": f"{MOST_PIXELS:,}"}
                    raise Unreadable(LARGE_PICTURE, "folder", file=path.name, **words)
                upright: Any = ImageOps.exif_transpose(image)
                grey = _grey(upright, inverted)
                fitted = ImageOps.contain(grey, (width, height), Image.Resampling.BOX)
    except (OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, struct.error) as error:
        raise error if isinstance(error, Unreadable) else other from error
    except (OverflowError, AttributeError, MemoryError, Image.DecompressionBombError) as error:
        raise other from error
    room = np.zeros((height, width), np.uint8)
    top, left = (height - fitted.height) // 2, (width - fitted.width) // 2
    room[top : top + fitted.height, left : left + fitted.width] = np.asarray(fitted)
    return room


def _grey(image: Any, inverted: bool) -> Any:
    """A picture of bytes; what is transparent is as dark as what surrounds a picture."""
    from PIL import Image, ImageChops

    if image.mode in WIDE:
        numbers = np.asarray(image, np.float64)
        highest = 1.0 if image.mode == "F" else WIDEST
        image = Image.fromarray(np.uint8(np.clip(np.nan_to_num(numbers) / highest, 0.0, 1.0) * BRIGHTEST))
    clear = image.getchannel("A") if "A" in image.getbands() else None
    if clear is None and "transparency" in image.info:
        image = image.convert("RGBA")
        clear = image.getchannel("A")
    grey = image.convert("L")
    grey = ImageChops.invert(grey) if inverted else grey
    return grey if clear is None else ImageChops.multiply(grey, clear)
