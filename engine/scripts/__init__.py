"""Networks as programs: this engine's own script, which is read back too, and those of other simulators."""
