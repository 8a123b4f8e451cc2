export function seatNames(rows, perRow) {
  let seats = [];
  for (let row = 1; row <= rows; row += 1) {
    for (let seat = 1; seat <= perRow; seat += 1) seats.push(`${row}-${seat}`);
  }
  return seats;
}
