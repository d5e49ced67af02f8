/** What reads a value from outside: every zod schema is one. */
export interface Parser<Value> {
  safeParse(input: unknown): Parsed<Value>;
}

export type Parsed<Value> =
  | { readonly success: true; readonly data: Value }
  | { readonly success: false; readonly error: { readonly issues: readonly ParseIssue[] } };

interface ParseIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Reads the body of a list, `{"items": […]}`, item by item. */
export function itemsOf<Value>(item: Parser<Value>): Parser<readonly Value[]> {
  return {
    safeParse: (body) => {
      const items = (body as { readonly items?: unknown } | undefined)?.items;
      if (!Array.isArray(items))
        return { success: false, error: { issues: [{ path: ['items'], message: 'no list' }] } };
      const values: Value[] = [];
      for (const [index, received] of items.entries()) {
        const parsed = item.safeParse(received);
        if (parsed.success) values.push(parsed.data);
        else return { success: false, error: { issues: parsed.error.issues.map((issue) => at(index, issue)) } };
      }
      return { success: true, data: values };
    },
  };
}

function at(index: number, { path, message }: ParseIssue): ParseIssue {
  return { path: ['items', index, ...path], message };
}
