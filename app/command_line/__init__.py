"""Commands without a window: what each reads, does and prints. What the window does too belongs to a room below."""
