"""Connections in the order in which a run walks along: drawn from a rule, sorted by source, delay and target.

Nothing here knows what a spike does at the synapse that it reaches.
"""
