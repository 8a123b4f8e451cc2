export default function Header() {
  return <header>Corner bakery</header>;
}
