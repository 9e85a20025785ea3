"""The first tab: what needs me today."""
