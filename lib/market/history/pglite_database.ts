/**
 * PGlite as a {@linkcode Database}: PostgreSQL itself, compiled to
 * WebAssembly, in a folder.
 *
 * The package is fetched when a folder is first opened. A folder is made in 5
 * to 10 s and opened again in about one; a lock keeps a second program out, as
 * two would spoil it.
 *
 * @module
 */

import { statfs } from "node:fs/promises";
import type {
  Database,
  OpenDatabase,
  Parameter,
} from "lib/market/history/database.ts";
import { loadPackage, type Package } from "lib/market/history/load_package.ts";

/** The package that is fetched, of 26 MB. */
export const PGLITE: Package = {
  name: "@electric-sql/pglite",
  version: "0.5.16",
};

/**
 * Room that must be on the disk, in bytes: a database of nothing takes 60 MB.
 * On a full disk the engine neither fails nor ends, so it is not begun.
 */
const ROOM = { toMake: 128e6, toOpen: 48e6 } as const;

/** What is used of a PGlite, in a transaction or not. */
interface Pglite {
  query(
    text: string,
    params?: readonly unknown[],
    options?: { readonly blob?: Blob },
  ): Promise<{ rows: unknown[] }>;
  exec(script: string): Promise<unknown>;
}

/** What is used of an open one. */
interface PgliteInstance extends Pglite {
  transaction<T>(body: (within: Pglite) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** What is used of the package. */
interface PgliteModule {
  readonly PGlite: { create(folder: string): Promise<PgliteInstance> };
}

/**
 * Opens the database of a folder, making it the first time.
 *
 * @param folder A folder of its own.
 * @returns The database; close it.
 * @throws {RangeError} If another program has the folder open.
 * @throws {Error} With code ENOSPC, if its disk is nearly full.
 */
export async function openPglite(folder: string): Promise<OpenDatabase> {
  await Deno.mkdir(folder, { recursive: true });
  const lock = await Deno.open(`${folder}/lock`, { write: true, create: true });
  try {
    // The system lets go of it when the program ends, however it ends.
    if (!await lock.tryLock(true)) {
      throw new RangeError(
        `Cannot open the history in ${folder} as another program has it open: wait for its end, or use a PostgreSQL server`,
      );
    }
    const instance = await openInstance(folder);
    return {
      ...databaseOf(instance, (body) => instance.transaction(body)),
      async close() {
        await instance.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** A first start that was cut off leaves only `data.new`, which is made anew. */
async function openInstance(folder: string): Promise<PgliteInstance> {
  const { PGlite } = await loadPackage<PgliteModule>(PGLITE);
  const data = `${folder}/data`;
  if (!await exists(data)) {
    const made = `${folder}/data.new`;
    await checkRoom(folder, ROOM.toMake);
    if (await exists(made)) await Deno.remove(made, { recursive: true });
    await (await PGlite.create(made)).close();
    await Deno.rename(made, data);
  }
  await checkRoom(folder, ROOM.toOpen);
  return await PGlite.create(data);
}

/** @throws {Error} With code ENOSPC, if the disk has less room. */
async function checkRoom(folder: string, least: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const room = bavail * bsize;
  if (room >= least) return;
  const inMegabytes = (bytes: number) => `${Math.floor(bytes / 1e6)} MB`;
  throw Object.assign(
    new Error(
      `Cannot open the history in ${folder} as its disk must have ${
        inMegabytes(least)
      } free: it has ${inMegabytes(room)}`,
    ),
    { code: "ENOSPC" },
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function databaseOf(
  pglite: Pglite,
  transaction: PgliteInstance["transaction"],
): Database {
  return {
    query: async <Row>(text: string, params: readonly Parameter[] = []) =>
      (await pglite.query(text, params)).rows as Row[],
    async exec(script) {
      await pglite.exec(script);
    },
    transaction: (body) =>
      transaction((within) => body(databaseOf(within, refuseNested))),
    async copy(target, csv) {
      await pglite.query(
        `COPY ${target} FROM '/dev/blob' WITH (FORMAT csv)`,
        [],
        { blob: new Blob([csv]) },
      );
    },
  };
}

function refuseNested(): never {
  throw new TypeError("Cannot begin a transaction as one is under way");
}
