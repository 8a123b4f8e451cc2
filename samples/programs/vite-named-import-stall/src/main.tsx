import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Stall } from "./components/Stall";

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Stall name="Pottery" />
  </StrictMode>,
);
