import { createRoot } from "react-dom/client";
import { recipes } from "@/lib/api";

const list = recipes().map((title) => <li key={title}>{title}</li>);
createRoot(document.getElementById("root")!).render(<ul>{list}</ul>);
