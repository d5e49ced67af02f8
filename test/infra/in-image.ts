import { waitUntil } from '../harness/wait-until.ts';

const START_TIMEOUT_MS = 20_000;

/** A process that runs as in a container: with nothing in its environment but what it is given. */
export interface InImage {
  /** The endpoints that it says it listens on. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Ends it with SIGTERM; resolves with its exit code. */
  stop(): Promise<number>;
}

/** Runs a program of the image with Bun and waits until its log says that it has started. */
export async function startInImage(
  command: readonly string[],
  workingDirectory: string,
  env: Readonly<Record<string, string>>,
): Promise<InImage> {
  const child = Bun.spawn([process.execPath, ...command], {
    cwd: workingDirectory,
    env: { PATH: '/usr/bin:/bin', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of child.stderr) log += decoder.decode(chunk, { stream: true });
  })();
  const started = () => log.split('\n').find((line) => line.endsWith('"msg":"started"}'));
  const hasStarted = () => {
    if (child.exitCode !== null) throw new Error(`${command.join(' ')} ended with ${child.exitCode}`);
    return started() !== undefined;
  };
  await waitUntil(`${command.join(' ')} has started`, hasStarted, START_TIMEOUT_MS).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw new Error(`${String(error)}:\n${log}`);
  });
  const { endpoints } = JSON.parse(started() ?? '') as Pick<InImage, 'endpoints'>;
  return {
    endpoints,
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      const code = await child.exited;
      await reading;
      return code;
    },
  };
}
