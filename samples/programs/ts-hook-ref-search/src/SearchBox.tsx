export function SearchBox() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <label onClick={() => input.current?.focus()}>
      Search <input ref={input} type="search" />
    </label>
  );
}
