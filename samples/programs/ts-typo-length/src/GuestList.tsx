export function GuestList({ guests }: { guests: string[] }) {
  if (guests.lenght === 0) return null;
  return <ul>{guests.map((guest) => <li key={guest}>{guest}</li>)}</ul>;
}
