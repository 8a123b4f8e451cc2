import { createRoot } from "react-dom/client";
import { Calendar } from "./components/Calendar";

const days = ["Mon", "Tue", "Wed"];
createRoot(document.getElementById("root")!).render(<Calendar days={days} />);
