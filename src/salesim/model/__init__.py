"""The model that lives through the weeks, its ledger, its burn-in and its results."""
