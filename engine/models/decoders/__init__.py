"""Decoders: from spikes or values to an answer. One file = one decoder."""
