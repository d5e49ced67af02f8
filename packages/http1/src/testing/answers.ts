/** One answer as it stands on the wire. */
export interface WireAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Takes the bytes of a connection apart by Content-Length; `requests` names the methods that were asked with, GET if fewer. */
export function readAnswers(wire: string, methods: readonly string[] = []): WireAnswer[] {
  const answers: WireAnswer[] = [];
  for (let at = 0; at < wire.length;) {
    const end = wire.indexOf('\r\n\r\n', at);
    if (end === -1) throw new Error(`No end of an answer's head in ${JSON.stringify(wire.slice(at))}`);
    const [statusLine = '', ...lines] = wire.slice(at, end).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) [\x20-\x7e]*$/.exec(statusLine)?.[1]);
    if (Number.isNaN(status)) throw new Error(`No status line: ${JSON.stringify(statusLine)}`);
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
    );
    const method = methods[answers.filter((answer) => answer.status >= 200).length];
    const hasBody = method !== 'HEAD' && status >= 200 && status !== 204 && status !== 304;
    const length = hasBody ? Number(headers.get('content-length')) : 0;
    if (Number.isNaN(length)) throw new Error(`No Content-Length in ${JSON.stringify(wire.slice(at, end))}`);
    at = end + 4 + length;
    if (at > wire.length) throw new Error(`Body cut short: ${wire.length} of ${at} bytes came`);
    answers.push({ status, headers, body: wire.slice(end + 4, at) });
  }
  return answers;
}
