export function isoDay(text) {
  try {
    return new Date(text).toISOString().slice(0, 10);
  } catch (e) {
    return "";
  }
}
