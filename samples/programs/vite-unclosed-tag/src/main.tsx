import { createRoot } from "react-dom/client";

const App = () => (
  <div>
    <img src="/logo.svg" alt="">
  </div>
);

createRoot(document.getElementById("root")!).render(<App />);
