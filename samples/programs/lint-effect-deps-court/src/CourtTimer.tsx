import { useEffect, useState } from "react";

export function CourtTimer({ minutes }: { minutes: number }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), minutes * 60_000);
    return () => clearTimeout(timer);
  }, []);
  return <p>{over ? "Time is up" : "Playing"}</p>;
}
