/**
 * Packages that are fetched when they are first needed. The specifier is put
 * together at run time, so that neither the import map nor a task that does
 * not need one fetches it. Deno writes it into deno.lock all the same: run
 * with `--no-lock`, or leave that change out, else everybody fetches it.
 *
 * @module
 */

/** A package and its pinned version. */
export interface Package {
  /** Name on npm. */
  readonly name: string;
  /** Version, exactly. */
  readonly version: string;
}

/**
 * Loads a package, fetching it the first time.
 *
 * @param wanted The package.
 * @returns Its module; the caller says what it uses of it.
 * @throws {TypeError} If it can be neither found nor fetched.
 */
export async function loadPackage<Module>(wanted: Package): Promise<Module> {
  const { name, version } = wanted;
  try {
    return await import(`npm:${name}@${version}`);
  } catch (error) {
    throw new TypeError(
      `Cannot load ${name} ${version} as it must be fetched once: ${
        (error as Error).message
      }. Try again with a network`,
      { cause: error },
    );
  }
}
