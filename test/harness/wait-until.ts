/** Waits for a condition, asking again every few milliseconds; resolves with what it waited, in milliseconds. */
export async function waitUntil(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<number> {
  const startedAt = performance.now();
  while (!(await holds())) {
    if (performance.now() - startedAt > timeoutMs) throw new Error(`Waited ${timeoutMs} ms in vain until ${what}`);
    await Bun.sleep(5);
  }
  return performance.now() - startedAt;
}
