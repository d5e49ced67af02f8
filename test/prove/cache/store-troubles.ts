/** Lines of a node's log that no outer cause explains: a fault of the program, a cache that was lost, a slice that was damaged. */
export function storeTroubles(output: string): string[] {
  return output.split('\n').filter((line) => /"level":"(?:error|fatal)"|emptied|damaged/.test(line));
}
