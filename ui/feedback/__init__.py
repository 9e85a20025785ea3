"""Surveys, whom to ask, answers, and what is said in public."""
