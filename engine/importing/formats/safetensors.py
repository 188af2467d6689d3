"""Networks and weights in safetensors."""

from __future__ import annotations

from engine.files.safetensors import contents

__all__ = ["NETWORK_SUFFIXES", "contents"]

NETWORK_SUFFIXES = (".safetensors",)
