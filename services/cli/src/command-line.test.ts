import { describe, expect, test } from 'bun:test';
import { runCommandLine } from './command-line.ts';
import { EXIT_CODES } from './exit-code.ts';
import { RecordingTerminal } from './testing/recording-terminal.ts';

/** A port that nothing listens on: discard, which no modern system serves. */
const NOBODY = 'http://127.0.0.1:9';

const HINT = '  add --help to see what the command takes';

async function run(args: readonly string[], environment: Record<string, string> = {}) {
  const terminal = new RecordingTerminal(environment);
  const code = await runCommandLine(args, terminal);
  return { code, out: terminal.out.join('\n'), err: terminal.err.join('\n') };
}

describe('nearhop', () => {
  test('suggests the command that was meant, and exits 2', async () => {
    expect(await run(['nod'])).toEqual({
      code: 2,
      out: '',
      err: `error: unknown command 'nod'\n(Did you mean node?)\n${HINT}`,
    });
  });

  test('suggests the option that was meant, and exits 2', async () => {
    const { code, err } = await run(['route', '--az', '127.0.1.5']);
    expect([code, err]).toEqual([2, `error: unknown option '--az'\n(Did you mean --as?)\n${HINT}`]);
  });

  test('says which formats there are', async () => {
    const { code, err } = await run(['version', '-o', 'xml']);
    expect([code, err]).toEqual([2, expect.stringContaining('Allowed choices are table, json, yaml')]);
  });

  test('documents every exit code', async () => {
    const { code, out } = await run(['help', 'exit-codes']);
    expect(code).toBe(0);
    for (const { code: exit, meaning } of EXIT_CODES) expect(out).toContain(`${String(exit).padStart(4)}  ${meaning}`);
  });

  test('documents every variable', async () => {
    const { VARIABLES } = await import('@nearhop/service-kit');
    const { out } = await run(['help', 'environment']);
    for (const name of Object.keys(VARIABLES)) expect(out).toContain(`  ${name} (`);
  });

  test('prints the help of a nested command', async () => {
    const { code, out } = await run(['help', 'node', 'create']);
    expect([code, out]).toEqual([0, expect.stringContaining('Usage: nearhop node create [options] <name>')]);
  });

  test('refuses an unknown NEARHOP_ variable with the one that was meant, and exits 78', async () => {
    const { code, err } = await run(['route'], { NEARHOP_ROUTR_URL: NOBODY });
    expect([code, err]).toEqual([78, expect.stringContaining('did you mean NEARHOP_ROUTER_URL?')]);
  });

  test.each([
    [['route'], 'NEARHOP_ROUTER_URL'],
    [['node', 'list'], 'NEARHOP_CONTROL_URL / NEARHOP_STORE'],
    [['explain', '127.0.1.5'], 'NEARHOP_CONTROL_URL / NEARHOP_STORE'],
  ])('says what to do when nobody answers %j, and exits 3', async (args, variable) => {
    const { code, err } = await run(args, { NEARHOP_ROUTER_URL: NOBODY, NEARHOP_CONTROL_URL: NOBODY });
    expect(code).toBe(3);
    expect(err).toContain('connection refused');
    expect(err).toContain(`Is nearhop up running? Start it with: npm start; or set ${variable}`);
  });

  test.each([[['route', '--as', '127.1']], [['explain', '0x7f.1']]])('refuses %j: no address, exit 2', async (args) => {
    const { code, err } = await run(args, { NEARHOP_ROUTER_URL: NOBODY, NEARHOP_CONTROL_URL: NOBODY });
    expect([code, err]).toEqual([2, expect.stringContaining('Cannot parse address')]);
  });

  test.each(['disable', 'delete'])('node %s needs a reason and says how to give it', async (verb) => {
    const { code, err } = await run(['node', verb, 'Seattle-1'], { NEARHOP_CONTROL_URL: NOBODY });
    expect(code).toBe(2);
    expect(err).toBe(
      `error: Cannot ${verb} node "Seattle-1": a reason is required\n  add --reason "<why>": it is kept in the history`,
    );
  });

  test('refuses to run the demo on a store of somebody else', async () => {
    const { code, err } = await run(['up'], { NEARHOP_STORE: 'sqlite:/nowhere/registry.db' });
    expect([code, err]).toEqual([78, expect.stringContaining('nearhop up keeps its own')]);
  });
});
