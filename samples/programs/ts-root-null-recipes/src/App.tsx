export function App() {
  return <main><h1>Recipes</h1></main>;
}
