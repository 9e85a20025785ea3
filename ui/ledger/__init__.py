"""Give and take: the register, entries, payments, statements, month end."""
