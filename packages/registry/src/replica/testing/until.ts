/** Resolves when the condition holds; rejects after a time that only a hang takes. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const giveUpAtMs = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > giveUpAtMs) throw new Error(`Waited 20 s in vain: ${what}`);
    await Bun.sleep(2);
  }
}
