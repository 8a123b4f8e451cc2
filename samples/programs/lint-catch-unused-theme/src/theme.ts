export function savedTheme(): string {
  try {
    return localStorage.getItem("theme") ?? "light";
  } catch (err) {
    return "light";
  }
}
