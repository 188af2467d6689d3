"""Names of arrays in files that list synapses: ``<link>.pre``, ``<link>.post``, ``<link>.weight`` and so on.

The description beside them says of each link what its target does with synapses that bring something in the same step.
"""

from __future__ import annotations

import json

FORMAT, VERSION = "spikeloom synapses", 1
ENDS, WEIGHT, DELAY, KERNEL = ("pre", "post"), "weight", "delay", "kernel"
COMBINES, SUM, MAXIMUM = "combines", "sum", "maximum"


def of_maximum(about: str) -> frozenset[str]:
    """Names of the links whose synapses combine by their maximum, by the description of a file of lists."""
    links = json.loads(about).get("links")
    told = [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    return frozenset(str(link.get("name")) for link in told if link.get(COMBINES) == MAXIMUM)
