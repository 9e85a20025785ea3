"""What a list shows; feeds the table on the screen, its header menu and the Excel sheet alike."""
