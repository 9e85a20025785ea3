"""Questions to the store, one file a subject: connection in, frozen rows out."""
