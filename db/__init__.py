"""The store's rung: files, connections, tables and queries. Nothing above `services` imports it."""
