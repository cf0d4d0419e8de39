"""What management does: one file per lever, each with its parameters and the hooks the calendar calls.

`lever` says what a lever is, `model_view` what it sees of the model, `registry` how those of this folder are found. To
add one, write a file with its parameters, its class and its ``order``, and a test; nothing else has to be told of it.
It works through states that agents and kernels already have; it never multiplies an outcome.
"""
