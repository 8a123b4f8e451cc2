export function label(status) {
  return status == "paid" ? "Paid" : "Open";
}
