"""Encoders: samples as spikes or currents. One file = one encoder."""
