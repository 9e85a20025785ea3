"""Files in: readers, matching, preview, and the batch that can be taken back."""
