"""What was said and done: the list, the log form, follow-ups."""
