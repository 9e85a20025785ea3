"""What can be said of each subject that brings commands of its own: `add(commands)` in the file of its name."""
