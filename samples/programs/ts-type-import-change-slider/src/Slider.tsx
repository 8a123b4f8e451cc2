import { ChangeEvent } from "react";

export function Slider({ onValue }: { onValue: (value: number) => void }) {
  const change = (event: ChangeEvent<HTMLInputElement>) => onValue(event.target.valueAsNumber);
  return <input type="range" min={0} max={10} onChange={change} />;
}
