def price(text: str) -> float:
    try:
        return float(text)
    except:
        return 0.0
