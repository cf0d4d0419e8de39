"""Pay as a curve over attainment, what it is worth to a rep, and wagers."""
