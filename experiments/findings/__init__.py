"""Published findings as paired experiments: one small function for each pattern says what is compared with what."""
