"""What is lent and borrowed, and whose turn it is."""
