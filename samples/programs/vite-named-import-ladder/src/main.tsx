import { createRoot } from "react-dom/client";
import { Ladder } from "./components/Ladder";

createRoot(document.getElementById("root")!).render(<Ladder players={["Ada", "Bo"]} />);
