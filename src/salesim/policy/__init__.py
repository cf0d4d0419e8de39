"""What management does: one file per lever, each with its parameters and the hooks the calendar calls.

A lever is any object with some of the methods ``open_week``, ``open_year``, ``open_quarter``, ``review_fortnight``,
``close_quarter`` and ``reorganize``, each taking the model. It works through states that agents and kernels already
have; it never multiplies an outcome.
"""
