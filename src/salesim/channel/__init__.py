"""The channel: distributors' stock, their orders, and the desk that handles them."""
