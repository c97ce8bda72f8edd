import { diabetes, type DiabetesTable } from "../reference/diabetes.ts";

/** What a command did. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `tenor`. */
export async function tenor(...args: string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "scripts/tenor.ts", ...args],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Columns of the diabetes data. */
const HEADER = "age,sex,bmi,bp,s1,s2,s3,s4,s5,s6,y";

function linesOf({ x, y }: DiabetesTable): string[] {
  return Array.from(y, (value, i) => {
    const row = x.data.subarray(i * x.cols, (i + 1) * x.cols);
    return `${row.join(",")},${value}`;
  });
}

/** A folder for a test, with train.csv and test.csv of the diabetes data. */
export async function withDiabetes(
  work: (dir: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (dir) => {
    const { training, heldOut } = diabetes();
    for (const [name, part] of [["train", training], ["test", heldOut]]) {
      const lines = [HEADER, ...linesOf(part as DiabetesTable)];
      await Deno.writeTextFile(`${dir}/${name}.csv`, lines.join("\n") + "\n");
    }
    await work(dir);
  });
}

/** A folder that is gone after the test. */
export async function inFolder(
  work: (dir: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
