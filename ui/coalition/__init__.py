"""Partner shops and the settlement with them."""
