import type { OriginCreate } from './management-write.ts';

/** Origins that are often wanted together. */
export const ORIGIN_PRESETS = {
  /** Where Windows Update and Delivery Optimization get their content over plain HTTP, each part checked by hash on the device. */
  'windows-update': [
    { host: 'au.download.windowsupdate.com', testPath: '/mscomtest/wuidt.gif' },
    { host: '*.windowsupdate.com' },
    { host: 'dl.delivery.mp.microsoft.com' },
    { host: '*.dl.delivery.mp.microsoft.com' },
  ],
} as const satisfies Readonly<Record<string, readonly OriginCreate[]>>;

export type OriginPreset = keyof typeof ORIGIN_PRESETS;
