"""Models of buying as they were published; `salesim.calibrate.regular_buying` is held against them."""
