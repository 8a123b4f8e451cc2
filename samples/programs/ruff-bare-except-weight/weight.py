def kilos(cell: str) -> int | None:
    try:
        return int(cell.removesuffix("kg"))
    except:
        return None
