import { assert } from "@std/assert";

Deno.test("the WebAssembly kernels are what their sources compile to", async () => {
  // As the task does: the compiler stays out of the lock file.
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "scripts/build_kernels.ts", "--check"],
  }).output();
  assert(success, new TextDecoder().decode(stdout));
});
