"""Names of arrays in files that list synapses: ``<link>.pre``, ``<link>.post``, ``<link>.weight`` and so on."""

FORMAT, VERSION = "spikeloom synapses", 1
ENDS, WEIGHT, DELAY, KERNEL = ("pre", "post"), "weight", "delay", "kernel"
