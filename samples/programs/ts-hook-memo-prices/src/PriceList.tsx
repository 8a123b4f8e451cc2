export function PriceList({ cents }: { cents: number[] }) {
  const total = useMemo(() => cents.reduce((sum, price) => sum + price, 0), [cents]);
  return <strong>{(total / 100).toFixed(2)}</strong>;
}
