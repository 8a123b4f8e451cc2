import { useEffect } from "react";

export function Recipe({ title }: { title: string }) {
  useEffect(() => {
    document.title = `${title} – Recipes`;
  }, []);
  return <h1>{title}</h1>;
}
