"""The shop itself: opening, welcome, safety, settings, help."""
