import { newNodeCredential } from '@nearhop/auth';
import type { NodeReport } from '@nearhop/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { activate } from './activate.ts';
import type { KeptAnswer } from './key-directory.ts';
import { NodeLinkError } from './node-link-error.ts';
import { NodeLink } from './node-link.ts';
import { NODE, ToldControl, USUAL_ANSWER } from './testing/told-control.ts';

const REPORT: NodeReport = {
  uptimeSeconds: 1,
  connections: 0,
  requests: 0,
  hitBytes: 0,
  missBytes: 0,
  egressBytes: 0,
  egressMbps: 0,
  drives: [],
};

let control: ToldControl;
let directory: string;
const links: NodeLink[] = [];
beforeEach(async () => {
  control = new ToldControl();
  directory = await mkdtemp(join(tmpdir(), 'nearhop-link-'));
  const registrationKey = `nhk_${'A'.repeat(43)}`;
  await activate({ controlUrl: control.url, directory, nodeId: NODE, registrationKey });
});
afterEach(async () => {
  for (const link of links.splice(0)) await link.stop();
  await control.stop();
  await rm(directory, { recursive: true });
});

interface Told {
  readonly link: NodeLink;
  readonly changes: KeptAnswer[];
  readonly troubles: unknown[];
}

async function opened(): Promise<Told> {
  const changes: KeptAnswer[] = [];
  const troubles: unknown[] = [];
  const link = await NodeLink.open(
    { controlUrl: control.url, directory, version: '0.1.0' },
    {
      report: () => REPORT,
      changed: (answer) => void changes.push(answer),
      troubled: (error) => void troubles.push(error),
    },
  );
  links.push(link);
  return { link, changes, troubles };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(5);
}

describe('NodeLink', () => {
  test('sends heartbeats with its credential, each with the next sequence, and tells of changes alone', async () => {
    const { link, changes } = await opened();
    link.start();
    await until(() => control.beats.length >= 2);
    expect(control.questions.at(-1)?.credential).toBe(control.credential);
    expect(control.beats.slice(0, 2).map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(new Set(control.beats.map(({ instance }) => instance)).size).toBe(1);
    expect(control.beats.slice(0, 2).map(({ originsVersion }) => originsVersion)).toEqual([
      undefined,
      USUAL_ANSWER.originsVersion,
    ]);
    expect(changes).toHaveLength(1);
    control.answer = { ...USUAL_ANSWER, enabled: false };
    await until(() => changes.length === 2);
    expect(link.lastAnswer?.enabled).toBe(false);
  });

  test('keeps origins that an answer leaves out', async () => {
    const { link, changes } = await opened();
    link.start();
    await until(() => changes.length === 1);
    const { origins: _known, ...without } = USUAL_ANSWER;
    control.answer = { ...without, adminState: 'drain' };
    await until(() => changes.length === 2);
    expect(link.lastAnswer).toMatchObject({ adminState: 'drain', origins: USUAL_ANSWER.origins });
  });

  test('starts with the last answer when control is gone', async () => {
    const first = await opened();
    first.link.start();
    await until(() => first.changes.length === 1);
    await first.link.stop();
    await control.stop();
    const { link, troubles } = await opened();
    expect(link.lastAnswer).toEqual(USUAL_ANSWER as KeptAnswer);
    link.start();
    await until(() => troubles.length > 0);
    expect(troubles[0]).toMatchObject({ code: 'ERR_NODE_LINK', fault: 'unreachable' });
    expect(link.lastAnswer).toEqual(USUAL_ANSWER as KeptAnswer);
  });

  test('starts without an answer when the file of the last one is torn', async () => {
    await writeFile(join(directory, 'last-answer.json'), JSON.stringify(USUAL_ANSWER).slice(0, -5));
    expect((await opened()).link.lastAnswer).toBeUndefined();
  });

  test('trades its credential when it is told to, and has the new one on disk', async () => {
    const before = control.credential;
    control.answer = { ...USUAL_ANSWER, renewCredential: true };
    const { link } = await opened();
    link.start();
    await until(() => control.questions.some(({ path }) => path === '/v1/credentials'));
    control.answer = USUAL_ANSWER;
    await until(() => control.beats.length >= 2);
    const renewal = control.questions.find(({ path }) => path === '/v1/credentials');
    expect(renewal?.credential).toBe(before);
    expect(control.questions.at(-1)?.credential).toBe(control.credential);
    expect(await readFile(join(directory, 'credential'), 'utf8')).toBe(`${control.credential}\n`);
  });

  test('takes up a credential that another activation left on disk', async () => {
    const { link, changes, troubles } = await opened();
    control.credential = newNodeCredential(NODE);
    await writeFile(join(directory, 'credential'), `${control.credential}\n`);
    link.start();
    await until(() => changes.length === 1);
    expect(troubles).toHaveLength(1);
    expect(troubles[0]).toMatchObject({ fault: 'refused', status: 401 });
  });

  test('refuses to open without keys', async () => {
    await rm(join(directory, 'credential'));
    const error: unknown = await opened().catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(NodeLinkError);
    expect(error).toMatchObject({ fault: 'not-enrolled' });
  });

  test('refuses an answer that lacks the origins of a version that it does not hold', async () => {
    const { origins: _none, ...without } = USUAL_ANSWER;
    control.answer = without;
    const { link, troubles } = await opened();
    link.start();
    await until(() => troubles.length === 1);
    expect(link.lastAnswer).toBeUndefined();
  });
});
