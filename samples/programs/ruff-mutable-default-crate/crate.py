def pack(item: str, crate: list[str] = []) -> list[str]:
    return [*crate, item]
