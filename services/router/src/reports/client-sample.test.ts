import { Address } from '@nearhop/ip';
import { describe, expect, test } from 'bun:test';
import { ClientSample, SAMPLE_SIZE } from './client-sample.ts';

const client = (number: number) => Address.v4(number);

describe('ClientSample', () => {
  test('holds every client while they are few, and begins anew when taken', () => {
    const sample = new ClientSample();
    for (let number = 0; number < 10; number++) sample.note(client(number));
    sample.note(undefined);
    const { answers, clients } = sample.take();
    expect([answers, clients.length]).toEqual([11, 10]);
    expect(sample.take()).toEqual({ answers: 0, clients: [] });
  });

  test('spreads over the whole time once it knows how many answers there are', () => {
    const sample = new ClientSample();
    const answers = SAMPLE_SIZE * 10;
    const round = () => {
      for (let number = 0; number < answers; number++) sample.note(client(number));
      return sample.take();
    };
    round();
    const { clients } = round();
    expect(clients).toHaveLength(SAMPLE_SIZE);
    expect(clients.at(-1)?.a).toBeGreaterThan(answers - 20);
  });
});
