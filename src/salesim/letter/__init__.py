"""Plan letters: a pay plan as its letter states it, reckoned exactly, to the cent.

>>> from salesim.letter import read_letter
>>> letter = read_letter("quota_bonus")
>>> float(letter.pay(sales="1.2M", quota="1M"))
11000.0
"""

from salesim.letter.letter import Letter
from salesim.letter.read import is_letter, plan_library, read_letter

__all__ = ["Letter", "is_letter", "plan_library", "read_letter"]
