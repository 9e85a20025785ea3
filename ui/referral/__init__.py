"""Who sent whom."""
