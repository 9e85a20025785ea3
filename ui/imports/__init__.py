"""Files in: the preview before anything is written."""
