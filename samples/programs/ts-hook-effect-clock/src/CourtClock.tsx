export function CourtClock({ tick }: { tick: () => void }) {
  useEffect(() => {
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [tick]);
  return <output>Court time</output>;
}
