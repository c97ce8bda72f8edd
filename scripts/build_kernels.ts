/**
 * Compiles AssemblyScript (`*.as` beside the plain twins) to WebAssembly:
 * `deno task kernels` writes the `.wasm` files, `--check` says which differ.
 */

import { fromFileUrl } from "@std/path";

// Computed, so that only who compiles kernels fetches the compiler.
const COMPILER = ["npm:assemblyscript", "0.28.20/asc"].join("@");

/** Kernels, without the ends of their names. */
const KERNELS = [
  "lib/models/boosting/kernels/tree_kernel",
  "lib/models/trees/walk_kernel",
];

const OPTIONS = [
  "--optimize",
  "--noAssert",
  "--runtime",
  "stub",
  "--importMemory",
  "--sharedMemory",
  "--initialMemory",
  "1",
  "--maximumMemory",
  "65536",
  "--enable",
  "simd,threads",
];

/** What is used of the compiler. */
interface Compiler {
  main(
    options: readonly string[],
    files: {
      readonly readFile: (name: string) => string | null;
      readonly writeFile: (name: string, content: Uint8Array) => void;
      readonly listFiles: () => string[];
    },
  ): Promise<
    { readonly error: Error | null; readonly stderr: { toString(): string } }
  >;
}

/**
 * Compiles AssemblyScript.
 *
 * @param text Its source.
 * @throws {SyntaxError} What the compiler says.
 */
export async function compileKernel(text: string): Promise<Uint8Array> {
  const { default: compiler } = await import(COMPILER) as {
    readonly default: Compiler;
  };
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await compiler.main(
    ["kernel.ts", "-o", "kernel.wasm", ...OPTIONS],
    {
      readFile: (name) => name === "kernel.ts" ? text : null,
      writeFile: (_, content) => wasm = content,
      listFiles: () => [],
    },
  );
  if (error !== null || wasm === undefined) {
    throw new SyntaxError(`${error?.message}\n${stderr}`);
  }
  return wasm;
}

if (import.meta.main) {
  const isCheck = Deno.args.includes("--check");
  for (const kernel of KERNELS) {
    const path = fromFileUrl(new URL(`../${kernel}`, import.meta.url));
    const wasm = await compileKernel(await Deno.readTextFile(`${path}.as`));
    if (!isCheck) await Deno.writeFile(`${path}.wasm`, wasm);
    else {
      const built = await Deno.readFile(`${path}.wasm`);
      const isSame = built.length === wasm.length &&
        built.every((byte, i) => byte === wasm[i]);
      console.log(`${kernel}: ${isSame ? "up to date" : "DIFFERS"}`);
      if (!isSame) Deno.exitCode = 1;
    }
  }
}
