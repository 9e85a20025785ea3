"""Those who work here: skills, trainings, reviews, wishes and thanks."""
