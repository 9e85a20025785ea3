"""Cross-promotions and their result."""
