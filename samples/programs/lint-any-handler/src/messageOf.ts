export function messageOf(reason: any): string {
  return reason instanceof Error ? reason.message : String(reason);
}
