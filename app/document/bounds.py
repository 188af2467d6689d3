"""Bounds of what a drawing may hold. They are checked where one is read."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from engine.network.seeds import SEEDS

Hash: TypeAlias = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Id: TypeAlias = Annotated[str, Meta(pattern="^e[1-9][0-9]{0,17}$")]
IdOrNone: TypeAlias = Annotated[str, Meta(pattern="^(e[1-9][0-9]{0,17})?$")]
Coordinate: TypeAlias = Annotated[float, Meta(ge=-1e9, le=1e9)]
Side: TypeAlias = Annotated[float, Meta(gt=0, le=1e6)]
LARGEST_SIZE = 1_000_000_000
Size: TypeAlias = Annotated[int, Meta(ge=1, le=LARGEST_SIZE)]
Index: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Share: TypeAlias = Annotated[float, Meta(ge=0.0, le=1.0)]
Quality: TypeAlias = Annotated[float, Meta(ge=-1.0, le=1.0)]
Seed: TypeAlias = Annotated[int, Meta(ge=0)]  # msgspec has no bound of 2⁶⁴: see :class:`Seeded`


class Seeded(Struct, frozen=True):
    """Data with a ``seed`` or None, which must be one of the engine's; else raises ValueError."""

    def __post_init__(self) -> None:
        seed: int | None = getattr(self, "seed", None)
        if seed is not None and seed >= SEEDS:
            raise ValueError(f"the seed {seed} is too large")
