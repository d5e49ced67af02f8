import { KeyDirectory } from './key-directory.ts';
import { NodeLinkError } from './node-link-error.ts';

/** The id of the node whose keys `activate` left in a directory; undefined when it left none. Throws NodeLinkError for keys that cannot be used. */
export async function enrolledNode(directory: string): Promise<string | undefined> {
  try {
    return (await new KeyDirectory(directory).credential()).node;
  } catch (error) {
    if (error instanceof NodeLinkError && error.fault === 'not-enrolled') return undefined;
    throw error;
  }
}
