from dataclasses import dataclass


@dataclass
class Floor:
    tiles: int
    per_box: int

    def boxes(self):
        return math.ceil(self.tiles / self.per_box)


print(Floor(41, 6).boxes())
