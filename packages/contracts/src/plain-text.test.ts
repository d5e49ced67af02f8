import { describe, expect, test } from 'bun:test';
import { customerSchema } from './customer.ts';
import { labelsInputSchema } from './node-labels.ts';
import { plainTextSchema } from './plain-text.ts';

const TRICKS = ['a\nb', '\u001b[31mred', '\u009b31mred', '\u0007', 'a\u0000', '\u202egnp.exe', 'a\u2028b', '\u200bx'];

describe('plainTextSchema', () => {
  for (const text of ['', 'Zürich Nord', 'noc@isp.example, +41 44 000 00 00', '東京', 'a "b" <c> \\']) {
    test(`takes ${JSON.stringify(text)}`, () => {
      expect(plainTextSchema(40).parse(text)).toBe(text);
    });
  }

  for (const text of TRICKS) {
    test(`refuses ${JSON.stringify(text)}, also as a customer's name and contact and as a label`, () => {
      const customer = { id: 'a', name: 'a', asns: [] };
      expect(plainTextSchema(40).safeParse(text).success).toBe(false);
      expect(customerSchema.safeParse({ ...customer, name: text }).success).toBe(false);
      expect(customerSchema.safeParse({ ...customer, contact: text }).success).toBe(false);
      expect(labelsInputSchema.safeParse({ site: text }).success).toBe(false);
    });
  }
});
