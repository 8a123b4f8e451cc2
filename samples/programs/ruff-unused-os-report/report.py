import os
from datetime import date


def heading(day: date) -> str:
    return f"Loans on {day:%d %B}"
