import { assertEquals, assertStringIncludes } from "@std/assert";
import { executeNotebook } from "scripts/jupyter/execute.ts";
import { checkNotebook } from "scripts/check_notebooks.ts";

const cell = (source: string) => ({ cell_type: "code", source, metadata: {} });

Deno.test("executeNotebook() keeps every output and names the failing cell", async () => {
  const { notebook, failure } = await executeNotebook({
    cells: [
      cell("for (let i = 0; i < 200; ++i) console.log(`line ${i}`);\n1 + 1"),
      cell('throw new RangeError("too far")'),
      cell("console.log('never')"),
    ],
  }, Deno.cwd());
  const outputs = notebook.cells[0].outputs!;
  const text = outputs.map((output) => output.text ?? "").join("");
  const result = outputs.find((o) => o.output_type === "execute_result")!;
  const lines = Array.from({ length: 200 }, (_, i) => `line ${i}\n`).join("");
  assertEquals(text, lines);
  assertStringIncludes(result.data["text/plain"], "2");
  assertEquals(failure?.cell, 2);
  assertStringIncludes(failure!.message, "too far");
  assertEquals(notebook.cells[2].outputs, []);
});

Deno.test("executeNotebook() ends a cell that does not come back", async () => {
  const { failure } = await executeNotebook(
    { cells: [cell("await new Promise(() => setInterval(() => {}, 1000))")] },
    Deno.cwd(),
    { cellMs: 500 },
  );
  assertEquals(failure, { cell: 1, message: "timed out after 0.5 s" });
});

Deno.test("checkNotebook() names the cell and line of a type error", async () => {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/wrong.ipynb`;
  await Deno.writeTextFile(
    path,
    JSON.stringify({
      cells: [cell("const a = 1;"), cell("a;\nconst b: string = a;")],
    }),
  );
  assertStringIncludes(
    (await checkNotebook(path))!,
    "wrong.ipynb, cell 2, line 2",
  );
  await Deno.remove(dir, { recursive: true });
});
