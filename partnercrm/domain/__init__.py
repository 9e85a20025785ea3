"""Words and rules: plain Python, frozen values, pure functions."""
