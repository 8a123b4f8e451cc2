import { createRoot } from "react-dom/client";
import { useOnline } from "@/hooks/useOnline";

const App = () => <p>{useOnline() ? "online" : "offline"}</p>;
createRoot(document.getElementById("root")!).render(<App />);
