import type { CacheHostOrigin } from '@nearhop/http-cache';
import type { OriginPlace } from '../origin/origin-request.ts';
import { originTextOf, type ContentPlace } from './content-place.ts';

/** What an installation is tested with; control has it. */
const TEST_PATH = '/mscomtest/wuidt.gif';

type NamedOrigin = Exclude<CacheHostOrigin, { readonly kind: 'refused' }>;

/** The test object of control, which is an origin for that path and no other. */
export function testObjectPlace(
  asked: NamedOrigin,
  target: string,
  control: OriginPlace | null,
): ContentPlace | undefined {
  if (control === null || target !== TEST_PATH || !names(asked, control)) return undefined;
  return {
    origin: { host: control.host, scheme: control.scheme, port: control.port },
    place: control,
    originText: originTextOf(control),
    target,
    cacheHostOrigin: asked.text,
  };
}

function names({ host, port }: NamedOrigin, control: OriginPlace): boolean {
  return host === control.host && (port === null || port === control.port);
}
