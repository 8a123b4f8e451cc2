export function slotsBetween(from: number, to: number): number[] {
  let slots = [];
  for (let hour = from; hour < to; hour += 1) slots.push(hour);
  return slots;
}
