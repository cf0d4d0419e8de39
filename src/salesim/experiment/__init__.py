"""Experiments: arms run side by side on common random numbers, differences with intervals, and a verdict."""
