import { describe, expect, test } from 'bun:test';
import { createColors } from 'picocolors';
import { banner, type Addresses } from './banner.ts';

const USUAL: Addresses = {
  router: 'http://127.0.0.1:8080',
  routerOps: 'http://127.0.0.1:9080',
  control: 'http://127.0.0.1:8081',
  controlOps: 'http://127.0.0.1:9081',
  origin: 'http://127.0.0.1:8070',
  nodes: [
    { name: 'Seattle-1', http: 'http://127.0.0.11:8090', status: 'http://127.0.0.11:5000' },
    { name: 'Portland-1', http: 'http://127.0.0.12:8090', status: 'http://127.0.0.12:5000' },
    { name: 'Olympia-1', http: 'http://127.0.0.13:8090', status: 'http://127.0.0.13:5000' },
    { name: 'Tacoma-1', http: 'http://127.0.0.14:8090', status: 'http://127.0.0.14:5000' },
  ],
  data: 'data/up',
};

describe('banner', () => {
  test('fits on a screen, and holds every address', () => {
    const text = banner('0.1.0', USUAL, createColors(false));
    expect(text.split('\n').length).toBeLessThan(22);
    const { nodes, ...services } = USUAL;
    for (const address of Object.values(services)) expect(text).toContain(address);
    for (const { http } of nodes) expect(text).toContain(http.replace('http://', ''));
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(115);
  });

  test('has every remark below the other, but those that stand behind a long command', () => {
    const lines = banner('0.1.0', USUAL, createColors(false)).split('\n');
    const remarks = lines.filter((line) => line.includes(' # '));
    const columns = Map.groupBy(remarks, (line) => line.indexOf(' # '));
    const common = Math.min(...columns.keys());
    expect([remarks.length, columns.get(common)?.length]).toEqual([8, 6]);
    for (const line of remarks) expect(line).not.toMatch(/\S # /);
  });

  test('shows how to download, as long as there is a node', () => {
    const download = 'wget "http://127.0.0.11:8090/mscomtest/wuidt.gif?cacheHostOrigin=127.0.0.1:8070"';
    expect(banner('0.1.0', USUAL, createColors(false))).toContain(download);
    const without = banner('0.1.0', { ...USUAL, nodes: [] }, createColors(false));
    expect(without).not.toContain('wget');
    expect(without).toContain('nearhop fetch http://127.0.0.1:8070/objects/one-mebibyte.bin');
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
    expect(text).toContain('NEARHOP_ROUTER_URL=http://127.0.0.1:4000 npx nearhop route --as 127.0.1.5');
    expect(text).toContain('NEARHOP_CONTROL_URL=http://127.0.0.1:4001 npx nearhop node disable Seattle-1');
  });
});
