import manifest from '../package.json' with { type: 'json' };

/** The version of Nearhop: every workspace carries the same. */
export const VERSION: string = manifest.version;
