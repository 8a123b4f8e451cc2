def is_open(loan: dict[str, object]) -> bool:
    return loan["returned"] == None
