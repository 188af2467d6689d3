"""The data of views: a run's frames with the names of the document, chosen traces, followed neurons and synapses."""
