"""The model's year: a quarter has 13 weeks, a year 52."""

QUARTER = 13
YEAR = 52
