"""The yardstick of `experiments/performance.py`: one small model, written twice, with the same totals to the order.

Reps visit the customers who have waited longest for their worth; visits raise goodwill; goodwill raises the chance of
an order and of staying. Nothing of the product depends on it.
"""
