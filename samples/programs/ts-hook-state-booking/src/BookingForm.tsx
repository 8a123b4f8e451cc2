type Slot = { id: number; label: string };

export function BookingForm({ slots }: { slots: Slot[] }) {
  const [chosen, setChosen] = useState<number | null>(null);
  return (
    <fieldset>
      {slots.map((slot) => (
        <button key={slot.id} aria-pressed={slot.id === chosen} onClick={() => setChosen(slot.id)}>
          {slot.label}
        </button>
      ))}
    </fieldset>
  );
}
