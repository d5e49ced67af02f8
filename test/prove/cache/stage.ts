import type { Origin } from '@nearhop/contracts';
import { startLoneCacheNode, type LoneCacheNode } from '../../harness/lone-cache-node.ts';
import { askAsDevice, type DeviceAnswer, type DeviceRequest } from '../../harness/device.ts';
import { sendObject, type OriginObject } from '../../harness/origin-object.ts';
import type { OriginReply } from '../../harness/origin-reply.ts';
import { ScriptedOrigin, type OriginScript, type SeenRequest } from '../../harness/scripted-origin.ts';

export interface StageOptions {
  readonly record?: Partial<Origin>;
  readonly driveSize?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const HOST = '127.0.0.1';
const NOT_FOUND = 404;

/** A cache node as a process, and one origin that has objects and, for some targets, scripts. */
export class Stage implements AsyncDisposable {
  readonly origin: ScriptedOrigin;
  readonly node: LoneCacheNode;
  readonly objects = new Map<string, OriginObject>();
  readonly scripts = new Map<string, OriginScript>();

  private constructor(origin: ScriptedOrigin, node: LoneCacheNode) {
    this.origin = origin;
    this.node = node;
    origin.script = (request, reply) => this.#answer(request, reply);
  }

  static async start({ record = {}, driveSize = '1gib', env = {} }: StageOptions = {}): Promise<Stage> {
    const origin = await ScriptedOrigin.start(() => undefined, HOST);
    const origins: readonly Origin[] = [{ host: HOST, scheme: 'http', port: origin.port, ...record }];
    const node = await startLoneCacheNode({ origins, driveSize, env }).catch(async (error: unknown) => {
      await origin[Symbol.asyncDispose]();
      throw error;
    });
    return new Stage(origin, node);
  }

  /** Asks the node for the target at this origin. */
  ask(target: string, more: Omit<DeviceRequest, 'port' | 'target'> = {}): Promise<DeviceAnswer> {
    const parameter = `cacheHostOrigin=${HOST}:${this.origin.port}`;
    const separator = target.includes('?') ? '&' : '?';
    return askAsDevice({ port: this.node.port, target: `${target}${separator}${parameter}`, ...more });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.node[Symbol.asyncDispose]();
    await this.origin[Symbol.asyncDispose]();
  }

  async #answer(request: SeenRequest, reply: OriginReply): Promise<void> {
    const script = this.scripts.get(request.target);
    if (script !== undefined) return script(request, reply);
    const object = this.objects.get(request.target);
    return object === undefined ? reply.send(NOT_FOUND, {}) : sendObject(object, request, reply);
  }
}
