export function shortDate(day: Date): string {
  return day.toLocalString("en-GB", { day: "numeric", month: "short" });
}
