import { useEffect } from "react";

export function useStallViews(stallId: number) {
  useEffect(() => {
    navigator.sendBeacon("/views", String(stallId));
  }, []);
}
