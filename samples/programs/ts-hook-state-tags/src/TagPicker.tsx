const TAGS = ["wood", "wool", "glass"];

export function TagPicker() {
  const [picked, setPicked] = useState<string[]>([]);
  const add = (tag: string) => setPicked([...picked, tag]);
  return <p>{TAGS.map((tag) => <button key={tag} onClick={() => add(tag)}>{tag}</button>)}</p>;
}
