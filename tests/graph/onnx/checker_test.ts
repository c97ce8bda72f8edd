import { assertEquals } from "@std/assert";
import { graphsOf } from "../layer_check.ts";
import { EVERY_LAYER } from "../layers/every_layer.ts";

/** The full check infers every shape and compares it with the declared ones. */
const CHECK = `
import sys, onnx
for path in sys.argv[1:]:
    onnx.checker.check_model(onnx.load(path), full_check=True)
    print(path.rsplit("/", 1)[1])
`;

/** The first Python on the path, and Debian's, whose package has the checker. */
const PYTHONS = ["python3", "/usr/bin/python3"];

/** Runs a Python; null where there is none. */
async function python(command: string, ...args: string[]) {
  try {
    const { success, stdout, stderr } = await new Deno.Command(command, {
      args,
    }).output();
    const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
    return { success, out, err };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

Deno.test("the ONNX checker accepts every layer's graph in every mode", async (t) => {
  let command: string | null = null;
  for (const candidate of PYTHONS) {
    if ((await python(candidate, "-c", "import onnx"))?.success) {
      command = candidate;
    }
  }
  if (command === null) {
    await t.step({
      name: "python3-onnx is not on this machine",
      ignore: true,
      fn: () => {},
    });
    return;
  }
  const folder = await Deno.makeTempDir();
  try {
    const names: string[] = [];
    for (const [i, { layer, shape }] of EVERY_LAYER.entries()) {
      const { training, evaluation, inference } = graphsOf(layer, shape);
      const models = { training: training.model, evaluation, inference };
      for (const [mode, bytes] of Object.entries(models)) {
        names.push(`${i}_${mode}.onnx`);
        await Deno.writeFile(`${folder}/${names.at(-1)}`, bytes);
      }
    }
    const result = await python(
      command,
      "-c",
      CHECK,
      ...names.map((name) => `${folder}/${name}`),
    );
    assertEquals(result?.err, "");
    assertEquals(result?.out.trim().split("\n"), names);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
