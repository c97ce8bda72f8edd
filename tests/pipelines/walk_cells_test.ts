import { assertEquals } from "@std/assert";
import {
  addCell,
  forgetCells,
  readCells,
  type WalkCell,
} from "pipelines/walk_cells.ts";

const cell = (step: number): WalkCell => ({
  step,
  time: 5,
  sharpes: [0.1 + step, null],
  after: [[1 / 3, -1e-17], [0, 0]],
});

Deno.test("Steps of a walk come back to the bit, past a line half-written", async () => {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/trials/a.walk-0`;
  assertEquals(await readCells(path), []);
  await addCell(path, cell(0));
  await Deno.writeTextFile(path, '\n{"step":1,"ti', { append: true });
  assertEquals(await readCells(path), [cell(0)]);
  await addCell(path, cell(1));
  await addCell(path, cell(1));
  await addCell(path, cell(3));
  assertEquals(await readCells(path), [cell(0), cell(1)]);
  await forgetCells(path);
  await forgetCells(path);
  assertEquals(await readCells(path), []);
  await Deno.remove(dir, { recursive: true });
});
