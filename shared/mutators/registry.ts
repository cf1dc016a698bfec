import { type Mutation, Rejection } from './define.ts';

/** A name that writes no longer have. Desktops of years ago may still send it. */
export type Former = {
  /** The last version its arguments had under this name. */
  version: number;
} & (
  | {
      /** What it is called now, and the version of that one's arguments that `convert` makes. */
      now: string;
      nowVersion: number;
      /** @param from the version of `args` @throws Rejection when these cannot be said in the new way */
      convert(args: unknown, from: number): unknown;
    }
  /** Nothing does this any more; the sentence says why, in English. */
  | { retired: string }
);

/** A write as some version of the app made it. */
export type VersionedWrite = { name: string; args: unknown; version: number };

/** The writes this version of the app knows, and how to read those of other versions. */
export type Registry = {
  get(name: string): Mutation | undefined;
  versionOf(mutation: Mutation): number;
  /** Grows with every version of the app that knows more writes or other arguments. */
  generation: number;
  /**
   * Reads a write of an older version as this one would have made it. The arguments are not checked yet.
   * @throws Rejection `unknown_mutation`, `newer_mutation` (both: a newer app made it), `mutation_retired`,
   *   `mutation_outdated` (its arguments cannot be upgraded), or what an upgrade itself refuses with
   */
  upToDate(write: VersionedWrite): VersionedWrite & { mutation: Mutation };
  /** The same for showing it: a write that cannot be read stays as it is. */
  shown(write: VersionedWrite): Pick<VersionedWrite, 'name' | 'args'>;
};

const versionOf = (mutation: Mutation) => mutation.version ?? 1;

export function createRegistry(
  mutations: Readonly<Record<string, Mutation>>,
  former: Readonly<Record<string, Former>> = {},
): Registry {
  const get = (name: string) => (Object.hasOwn(mutations, name) ? mutations[name] : undefined);
  const formerly = (name: string) => (Object.hasOwn(former, name) ? former[name] : undefined);
  const registry: Registry = {
    get,
    versionOf,
    shown(write) {
      try {
        return registry.upToDate(write);
      } catch {
        return write;
      }
    },
    generation:
      Object.values(mutations).reduce((sum, mutation) => sum + versionOf(mutation), 0) +
      Object.values(former).reduce((sum, { version }) => sum + version + 1, 0),
    upToDate(write) {
      let { name, args, version } = write;
      const seen = new Set<string>();
      for (let old = formerly(name); old && !get(name); old = formerly(name)) {
        if (version > old.version || seen.has(name)) throw newer(write);
        if ('retired' in old) throw new Rejection('mutation_retired', old.retired, { name: write.name });
        seen.add(name);
        const { convert } = old;
        args = upgraded(write, () => convert(args, version));
        ({ now: name, nowVersion: version } = old);
      }
      const mutation = get(name);
      if (!mutation) {
        throw new Rejection('unknown_mutation', 'This version does not know that change.', {
          name: write.name,
        });
      }
      if (version > versionOf(mutation)) throw newer(write);
      for (; version < versionOf(mutation); version += 1) {
        const { upgrade } = mutation;
        if (!upgrade) throw outdated(write);
        args = upgraded(write, () => upgrade(args, version));
      }
      return { name, args, version, mutation };
    },
  };
  return registry;
}

/** An upgrade that stumbles over its input says no more than that it could not read it. */
function upgraded(write: VersionedWrite, upgrade: () => unknown): unknown {
  try {
    return upgrade();
  } catch (error) {
    throw error instanceof Rejection ? error : outdated(write);
  }
}

const newer = ({ name, version }: VersionedWrite) =>
  new Rejection('newer_mutation', 'A newer version of the app made this change.', { name, version });

const outdated = ({ name, version }: VersionedWrite) =>
  new Rejection(
    'mutation_outdated',
    'An older version of the app made this change, and it can no longer be understood.',
    {
      name,
      version,
    },
  );
