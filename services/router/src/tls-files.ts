import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TlsPair } from '@nearhop/http1';
import { ConfigError, type Logger } from '@nearhop/service-kit';
import type { TlsPaths } from './config.ts';
import { AlarmPlace, type RouterAlarm } from './router-alarm.ts';
import { WatchedFiles } from './watched-files.ts';

const POLL_MS = 1_000;

/** The pair as it lies on disk now. Throws ConfigError when it cannot be used. */
export function readTlsPair({ certificateFile, keyFile }: TlsPaths): TlsPair {
  try {
    return checkedPair(readFileSync(certificateFile, 'utf8'), readFileSync(keyFile, 'utf8'));
  } catch (error) {
    throw new ConfigError([
      `Cannot use NEARHOP_ROUTER_TLS_CERTIFICATE_FILE ${JSON.stringify(certificateFile)} with NEARHOP_ROUTER_TLS_KEY_FILE ${JSON.stringify(keyFile)}: write the paths of a certificate chain and its key in PEM: ${(error as Error).message}`,
    ]);
  }
}

export interface TlsFilesDependencies {
  readonly log: Logger;
  readonly now: () => Date;
  readonly changed: (pair: TlsPair) => void;
}

/** Tells when certificate and key were renewed; a pair that cannot be used leaves the old one in use and raises an alarm. */
export class TlsFiles {
  readonly #alarm: AlarmPlace;
  readonly #files: WatchedFiles;

  constructor(
    options: { readonly paths: TlsPaths; readonly inUse: TlsPair },
    { log, now, changed }: TlsFilesDependencies,
  ) {
    const { certificateFile, keyFile } = options.paths;
    let { inUse } = options;
    this.#alarm = new AlarmPlace(now);
    this.#files = new WatchedFiles(
      { paths: [certificateFile, keyFile], everyMs: POLL_MS },
      {
        changed: ([cert = '', key = '']) => {
          const pair = checkedPair(cert, key);
          this.#alarm.clear();
          if (pair.cert === inUse.cert && pair.key === inUse.key) return;
          changed(pair);
          inUse = pair;
          log.info({ validTo: new X509Certificate(cert).validTo }, 'new certificate in use');
        },
        failed: ({ message }) => {
          const text = `${message}: the certificate that was in use before stays so`;
          if (this.#alarm.raise('tls-unreadable', text)) log.error({ certificateFile, keyFile }, text);
        },
      },
    );
  }

  get alarm(): RouterAlarm | undefined {
    return this.#alarm.alarm;
  }

  start(): Promise<void> {
    return this.#files.start();
  }

  stop(): void {
    this.#files.stop();
  }
}

function checkedPair(cert: string, key: string): TlsPair {
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
    throw new Error('Cannot use certificate: the key is not its own');
  }
  return { cert, key };
}
