"""The drawing of the network: nodes, links, and the gestures by which a person changes them."""
