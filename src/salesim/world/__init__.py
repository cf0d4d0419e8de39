"""From a scenario to the world that all arms begin in."""
