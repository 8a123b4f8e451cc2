import { createRoot } from "react-dom/client";

const stalls = ["Baskets", "Bowls", "Blankets"];

const App = () => <ol>{stalls.map((stall) => <li key={stall}>{stall}</li>)}</ol>;

createRoot(document.getElementById("root")).render(<App />);
