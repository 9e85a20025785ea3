"""Excel files out: the workbook's mechanics and one file a report."""
