import { expect, test } from 'bun:test';
import { GrowingFile } from './testing/growing-file.ts';
import { isResident } from './file-sending.ts';

test('isResident goes on being right when everything that can be collected was', () => {
  const file = new GrowingFile();
  file.append(new Uint8Array(1_000_000));
  for (let round = 0; round < 20; round++) {
    const rubbish = Array.from({ length: 20_000 }, (_, index) => new Uint8Array([index]));
    expect(rubbish.length).toBe(20_000);
    Bun.gc(true);
    expect([
      isResident(file.descriptor, 0),
      isResident(file.descriptor, 999_999),
      isResident(file.descriptor, 1_000_000),
    ]).toEqual([true, true, false]);
  }
  file.close();
});
