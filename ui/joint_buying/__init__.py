"""What neighbours buy together."""
