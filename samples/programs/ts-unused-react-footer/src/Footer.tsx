import React from "react";

export function Footer() {
  return (
    <footer>
      <a href="/imprint">Imprint</a> <a href="/privacy">Privacy</a>
    </footer>
  );
}
