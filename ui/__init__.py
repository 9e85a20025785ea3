"""The window. The only rung that knows Qt."""
