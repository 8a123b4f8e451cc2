import { useMemo } from "react";

export function Balance({ entries }: { entries: number[] }) {
  if (entries.length === 0) return null;
  const sum = useMemo(() => entries.reduce((a, b) => a + b, 0), [entries]);
  return <b>{sum}</b>;
}
