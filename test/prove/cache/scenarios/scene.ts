import { cacheWordOf, type DeviceAnswer, type DeviceRequest } from '../../../harness/device.ts';
import { madeBytes } from '../../../harness/made-bytes.ts';
import { sendObject } from '../../../harness/origin-object.ts';
import type { OriginReply, ReplyHeaders } from '../../../harness/origin-reply.ts';
import type { OriginScript, SeenRequest } from '../../../harness/scripted-origin.ts';
import type { Stage } from '../stage.ts';

/** What a cache does in one situation. The name says after whose test of which name. */
export interface Scenario {
  readonly name: string;
  /** Rejects when it does something else. */
  readonly plays: (scene: Scene) => Promise<void>;
}

export const SLICE_BYTES = 1_048_576;

/** One object that no other scenario has, its origin and its devices. */
export class Scene {
  readonly target: string;
  readonly #stage: Stage;

  constructor(stage: Stage, target: string) {
    this.#stage = stage;
    this.target = target;
  }

  /** What the origin has; fresh for an hour unless `headers` say otherwise. */
  has(bytes: Uint8Array | string, headers: ReplyHeaders = {}, etag = '"1"'): void {
    const object = { bytes: Buffer.from(bytes), etag, headers: { 'Cache-Control': 'max-age=3600', ...headers } };
    this.origin((request, reply) => sendObject(object, request, reply));
  }

  /** What the origin does from now on. */
  origin(script: OriginScript): void {
    this.#stage.scripts.set(this.target, script);
  }

  /** What it does, time after time; the last from then on. */
  originInTurn(...scripts: readonly OriginScript[]): void {
    let turn = 0;
    this.origin((request, reply) => scripts[Math.min(turn++, scripts.length - 1)]?.(request, reply));
  }

  ask(headers: Readonly<Record<string, string>> = {}, more: Partial<DeviceRequest> = {}): Promise<DeviceAnswer> {
    return this.#stage.ask(this.target, { headers, ...more });
  }

  /** Asks at once, so often. */
  askTogether(times: number): Promise<readonly DeviceAnswer[]> {
    return Promise.all(Array.from({ length: times }, () => this.ask()));
  }

  /** Status, the word of Cache-Status, and the body. */
  async told(headers: Readonly<Record<string, string>> = {}, more: Partial<DeviceRequest> = {}): Promise<string> {
    const answer = await this.ask(headers, more);
    return `${answer.status} ${cacheWordOf(answer)} ${answer.body.toString('latin1')}`;
  }

  get seen(): readonly SeenRequest[] {
    return this.#stage.origin.seenOf(this.target);
  }
}

/** Bytes that go over several slices. */
export function severalSlices(count: number): Buffer {
  return madeBytes(count * SLICE_BYTES, count);
}

/** An answer whose freshness ended 40 s ago. */
export function staleAnswer(body: string, more = ''): (request: SeenRequest, reply: OriginReply) => Promise<void> {
  return (_, reply) => reply.send(200, { 'Cache-Control': `max-age=60${more}`, Age: 100, ETag: '"1"' }, body);
}

export function freshAnswer(body: string, headers: ReplyHeaders = {}): OriginScript {
  return (_, reply) => reply.send(200, { 'Cache-Control': 'max-age=3600', ETag: '"1"', ...headers }, body);
}

export function errorAnswer(status: number): OriginScript {
  return (_, reply) => reply.send(status, {}, 'error');
}

/** The origin hangs up without a word. */
export const hangUp: OriginScript = (_, reply) => reply.cut();
