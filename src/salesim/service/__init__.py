"""The service desk: tickets that customers open, and how long they wait."""
