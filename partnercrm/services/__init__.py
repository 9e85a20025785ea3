"""What a user can do: one function, one operation, one transaction."""
