import { useSyncExternalStore } from "react";

const subscribe = (changed: () => void) => {
  addEventListener("online", changed);
  return () => removeEventListener("online", changed);
};

export const useOnline = () => useSyncExternalStore(subscribe, () => navigator.onLine);
