import { hostname, userInfo } from 'node:os';

/** Who acts on a store without signing in, as history keeps it: `local:<user>@<host>`. */
export function administrator(): string {
  return `local:${userName()}@${hostname()}`;
}

/** A container may run as a user that the system has no name for. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
