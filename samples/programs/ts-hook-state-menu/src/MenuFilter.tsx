type Props = { dishes: string[] };

export function MenuFilter({ dishes }: Props) {
  const [query, setQuery] = useState("");
  const shown = dishes.filter((dish) => dish.includes(query));
  return (
    <section>
      <input value={query} onChange={(event) => setQuery(event.target.value)} />
      <ul>{shown.map((dish) => <li key={dish}>{dish}</li>)}</ul>
    </section>
  );
}
