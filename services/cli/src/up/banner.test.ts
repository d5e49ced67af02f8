import { describe, expect, test } from 'bun:test';
import { createColors } from 'picocolors';
import { banner, type Addresses } from './banner.ts';

const USUAL: Addresses = {
  router: 'http://127.0.0.1:8080',
  routerOps: 'http://127.0.0.1:9080',
  control: 'http://127.0.0.1:8081',
  controlOps: 'http://127.0.0.1:9081',
  origin: 'http://127.0.0.1:8070',
  data: 'data/up',
};

describe('banner', () => {
  test('fits on a screen, and holds every address', () => {
    const text = banner('0.1.0', USUAL, createColors(false));
    expect(text.split('\n').length).toBeLessThan(20);
    for (const address of Object.values(USUAL)) expect(text).toContain(address);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });

  test('has escape codes only with colours', () => {
    expect(banner('0.1.0', USUAL, createColors(false))).not.toContain('\u001b');
    expect(banner('0.1.0', USUAL, createColors(true))).toContain('\u001b');
  });

  test('names the variables that commands need when the ports are others', () => {
    const text = banner(
      '0.1.0',
      { ...USUAL, router: 'http://127.0.0.1:4000', control: 'http://127.0.0.1:4001' },
      createColors(false),
    );
    const remarks = text.split('\n').filter((line) => line.includes(' # '));
    expect(new Set(remarks.map((line) => line.indexOf(' # '))).size).toBe(1);
    expect(text).toContain('NEARHOP_ROUTER_URL=http://127.0.0.1:4000 npx nearhop route --as 127.0.1.5');
    expect(text).toContain('NEARHOP_CONTROL_URL=http://127.0.0.1:4001 npx nearhop node disable Seattle-1');
  });
});
