"""The *Learn* panel: what will be trained, how far it is, and the runs so far."""
