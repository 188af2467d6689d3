"""A digest of plain data: the same for what a file makes of them, whose whole numbers are floats."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from app.document.file.manifest import plain_number


def digest_of(data: Any) -> str:
    """Give the SHA-256 of structures, tables, lists, words and numbers, in hexadecimal digits."""
    plain = _in_floats(msgspec.to_builtins(data, enc_hook=plain_number))
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()


def _in_floats(value: Any) -> Any:
    """Plain data in which a whole number is what a file makes of it."""
    if isinstance(value, dict):
        return {name: _in_floats(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_in_floats(one) for one in value]
    return float(value) if isinstance(value, int) else value
