"""The arrays that loops of a step take: one name is one kind of array in all of them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.backends.kernels.argument import Argument

NUMBERS = (
    "delay every history_slots interval lag_count late low made now past_slots past_stride reached ring_stride "
    "segments size slots stride width"
)
KINDS: Mapping[tuple[str, str], str] = {
    ("F", "capacity"): "constants injected potential released ring samples totals values weights",
    ("F", "neurons"): "drawn membrane state",
    ("F", "1"): "gain offset slope",
    ("np.int64", "capacity"): "begin chosen columns counts end first owners rows steps",
    ("np.int64", "chunk"): "offsets",
    ("np.int64", "1"): NUMBERS,
    ("np.int32", "capacity"): "delays lags recent spikes trains",
    ("np.uint32", "capacity"): "places rule sources targets thresholds words",
    ("np.uint8", "capacity"): "marks sent",
}
"""Names by element type and length."""
ARGUMENTS = {name: Argument(name, *kind) for kind, names in KINDS.items() for name in names.split()}


def arguments_named(names: str, **integers: str) -> tuple[Argument, ...]:
    """The arguments of these names, in their order; ``integers`` are types of those whose width is the network's."""
    found = (ARGUMENTS[name] for name in names.split())
    return tuple(Argument(a.name, f"np.{integers[a.name]}", a.length) if a.name in integers else a for a in found)
