"""Tables of actions, one file a menu: words, keys, what is done, and the reason why it is grey."""
