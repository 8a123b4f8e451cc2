def notice() -> str:
    return f"The library is closed on Monday."
