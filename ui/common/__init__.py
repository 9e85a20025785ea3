"""Parts that more than one tab uses."""
