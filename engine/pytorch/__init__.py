"""Networks as modules of PyTorch, whose weights come back; needs the extra ``torch``."""
