import type { Registry } from '@nearhop/registry';

/** The same registry, whose commits are made by another function. */
export function withCommit<Kept extends Registry>(registry: Kept, commit: Registry['commit']): Kept {
  return new Proxy(registry, {
    get(target, name) {
      if (name === 'commit') return commit;
      const member: unknown = Reflect.get(target, name, target);
      // Private fields are the target's own: a method must not see the proxy as its `this`.
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
