import React from "react";

export function StockBadge({ left }: { left: number }) {
  return <span className={left > 0 ? "in-stock" : "sold-out"}>{left} left</span>;
}
