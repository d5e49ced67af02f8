import type { Registry } from '@nearhop/registry';
import type { ReadinessCheck } from '@nearhop/service-kit';

const EVERY_MS = 1_000;

/** Looks every second whether the registry answers, so that readiness is told without waiting for it. */
export class StoreCheck {
  check: ReadinessCheck = { name: 'registry', ok: false };
  readonly #registry: Pick<Registry, 'position'>;
  readonly #timer: ReturnType<typeof setInterval>;

  private constructor(registry: Pick<Registry, 'position'>) {
    this.#registry = registry;
    this.#timer = setInterval(() => void this.#look(), EVERY_MS);
  }

  static async begin(registry: Pick<Registry, 'position'>): Promise<StoreCheck> {
    const check = new StoreCheck(registry);
    await check.#look();
    return check;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    try {
      const { lineage, revision } = await this.#registry.position();
      this.check = { name: 'registry', ok: true, detail: { lineage, revision } };
    } catch (error) {
      this.check = { name: 'registry', ok: false, detail: { error: (error as Error).message } };
    }
  }
}
