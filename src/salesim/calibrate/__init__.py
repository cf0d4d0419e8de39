"""From a firm's own records to the parameters of a scenario, with what can and cannot be told from them."""
