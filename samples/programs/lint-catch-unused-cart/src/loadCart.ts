export function loadCart(): string[] {
  try {
    return JSON.parse(localStorage.getItem("cart") ?? "[]");
  } catch (error) {
    return [];
  }
}
