"""Tables, one file a subject."""
