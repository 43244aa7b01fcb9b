/** Names of four priorities; every integer is one. */
export const PRIORITY_NAMES = { critical: 20, high: 10, normal: 0, low: -10 } as const;

/** What a priority is called where people read it: its name, or the number. */
export function priorityWord(priority: number): string {
  const named = Object.entries(PRIORITY_NAMES).find(([, value]) => value === priority);
  return named?.[0] ?? String(priority);
}
