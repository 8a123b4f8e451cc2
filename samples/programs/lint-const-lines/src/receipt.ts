export function receiptLines(prices: number[]): string[] {
  let lines = [];
  for (const price of prices) lines.push(price.toFixed(2));
  return lines;
}
