export default function Calendar({ days }: { days: string[] }) {
  return <tr>{days.map((day) => <th key={day}>{day}</th>)}</tr>;
}
