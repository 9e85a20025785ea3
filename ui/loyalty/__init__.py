"""The desk, programs and members."""
