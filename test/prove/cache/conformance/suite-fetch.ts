import { askAsDevice } from '../../../harness/device.ts';
import type { SuiteFetch } from './cache-test-suite.ts';

/**
 * The suite's requests, each to the node, for the suite's own origin: with `cacheHostOrigin` behind the URL, over a connection of its
 * own, and with nothing that a client would add by itself.
 */
export function suiteFetch(port: number, originHost: string): SuiteFetch {
  return async (url, { method = 'GET', headers = [], body = '' } = {}) => {
    const { pathname, search } = new URL(url);
    const separator = search === '' ? '?' : '&';
    const answer = await askAsDevice({
      port,
      target: `${pathname}${search}${separator}cacheHostOrigin=${originHost}`,
      method,
      headers: joined(headers),
      body,
    });
    if (answer.ending === 'cut') throw new Error(`The answer was cut short after ${answer.bodyBytes} bytes`);
    return {
      status: answer.status,
      statusText: '',
      headers: new Headers([...answer.headers]),
      text: () => Promise.resolve(answer.body.toString('utf8')),
    };
  };
}

/** Fields of one name are one list (RFC 9110 section 5.3). */
function joined(headers: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const byName: Record<string, string> = {};
  for (const [name, value] of headers) byName[name] = name in byName ? `${byName[name]}, ${value}` : value;
  return byName;
}
