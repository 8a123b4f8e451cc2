type Line = { sku: string; quantity: number };

export function quantityOf(lines: Line[], sku: string): number {
  const line = lines.find((candidate) => candidate.sku === sku);
  return line.quantity;
}
