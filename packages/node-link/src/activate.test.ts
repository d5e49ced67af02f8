import { activationStatement, isSignedBy, newRegistrationKey } from '@nearhop/auth';
import { activationRequestSchema } from '@nearhop/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { activate } from './activate.ts';
import { enrolledNode } from './enrolled-node.ts';
import { NodeLinkError } from './node-link-error.ts';
import { NODE, ToldControl } from './testing/told-control.ts';

let control: ToldControl;
let directory: string;
beforeEach(async () => {
  control = new ToldControl();
  directory = await mkdtemp(join(tmpdir(), 'nearhop-link-'));
});
afterEach(async () => {
  await control.stop();
  await rm(directory, { recursive: true });
});

const registrationKey = newRegistrationKey();
const run = (changes = {}) =>
  activate({ controlUrl: control.url, directory: join(directory, 'keys'), nodeId: NODE, registrationKey, ...changes });

async function failureOf(operation: Promise<unknown>): Promise<NodeLinkError> {
  try {
    await operation;
  } catch (error) {
    if (error instanceof NodeLinkError) return error;
    throw error;
  }
  throw new Error('Expected a failure');
}

describe('activate', () => {
  test('sends the key with a signature by the key pair that it keeps', async () => {
    const { publicKey } = await run();
    const body = activationRequestSchema.parse(control.questions[0]?.body);
    expect(body).toMatchObject({ node: NODE, registrationKey, publicKey });
    expect(isSignedBy(publicKey, activationStatement(body), body.signature)).toBe(true);
  });

  test('leaves two files that only their owner may read, and nothing else', async () => {
    await run();
    const files = await readdir(join(directory, 'keys'));
    expect(files.toSorted()).toEqual(['credential', 'node-key.pem']);
    for (const name of files) expect((await stat(join(directory, 'keys', name))).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, 'keys'))).mode & 0o777).toBe(0o700);
    expect(await readFile(join(directory, 'keys', 'credential'), 'utf8')).toBe(`${control.credential}\n`);
  });

  test('leaves keys that tell whose they are', async () => {
    expect(await enrolledNode(join(directory, 'keys'))).toBeUndefined();
    await run();
    expect(await enrolledNode(join(directory, 'keys'))).toBe(NODE);
  });

  test('is the same installation when it is repeated', async () => {
    const [first, second] = [await run(), await run()];
    expect(second.publicKey).toBe(first.publicKey);
    expect(await readFile(join(directory, 'keys', 'credential'), 'utf8')).toBe(`${control.credential}\n`);
  });

  test('of two at once makes one key pair', async () => {
    const [one, other] = await Promise.all([run(), run()]);
    expect(one.publicKey).toBe(other.publicKey);
  });

  test('asks again when control has no answer, and not when it says no', async () => {
    control.statuses.push(503, 429);
    await run();
    expect(control.questions).toHaveLength(3);
    control.statuses.push(403);
    expect(await failureOf(run())).toMatchObject({ fault: 'refused', status: 403, message: 'told to answer 403' });
  });

  for (const url of ['http://203.0.113.1:8081', 'http://control.example', 'ftp://127.0.0.1', 'https://a@b', 'x', '']) {
    test(`sends nothing to "${url}"`, async () => {
      expect((await failureOf(run({ controlUrl: url }))).fault).toBe('unsafe-control-url');
    });
  }

  test('does not quote a key that it refuses', async () => {
    const error = await failureOf(run({ registrationKey: `${registrationKey}x` }));
    expect(error.message).not.toContain(registrationKey);
    expect(control.questions).toEqual([]);
  });

  test('refuses a private key that others may read', async () => {
    await run();
    await chmod(join(directory, 'keys', 'node-key.pem'), 0o640);
    expect(await failureOf(run())).toMatchObject({ fault: 'key-file', message: expect.stringContaining('chmod 600') });
  });
});
