/** `tenor predict`: rows of a table through the graph of an artifact. */

import { DataQualityError } from "lib/core/errors.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import { openTable, type Table } from "lib/market/history/table_rows.ts";
import { GRAPH_INPUT, GRAPH_OUTPUT } from "lib/models/estimator.ts";
import { cellOf } from "lib/models/table/cell.ts";
import {
  cellReader,
  readSchema,
  type TableSchema,
} from "lib/models/table/table_schema.ts";
import { fileOf, MODEL_FILE, readArtifact } from "lib/registry/artifact.ts";
import type { PredictFlags } from "scripts/commands/predict.ts";
import { StdoutWriter } from "scripts/stdout_writer.ts";
import { columnIndex } from "scripts/table_columns.ts";

/** Rows that go through the graph at once. */
const BATCH = 4096;

/** Prints a prediction for each row. */
export async function runPredict(
  dir: string,
  file: string,
  { json = false }: PredictFlags,
): Promise<void> {
  const artifact = await readArtifact(dir);
  const schema = readSchema(artifact.metadata.details.table, dir);
  const table = await openTable(file);
  const unknown = new Map<string, Unknown>();
  const encode = encoderOf(schema, table, unknown);
  const session = await openSession(fileOf(artifact, MODEL_FILE), {
    name: `${dir}/${MODEL_FILE}`,
  });
  const tail = schema.classes
    ? `],"classes":${JSON.stringify(schema.classes)}}\n`
    : "]}\n";
  const out = json
    ? new StdoutWriter('{"predictions":[', tail)
    : new StdoutWriter("", "");
  let count = 0;
  try {
    for await (const { data, rows } of batchesOf(table, schema, encode)) {
      const x = tensor(data, [rows, schema.features.length]);
      const answer = await session.run({ [GRAPH_INPUT]: x });
      const predictions = float32(answer[GRAPH_OUTPUT], GRAPH_OUTPUT);
      // JSON has no infinity: it writes null.
      const text = json
        ? Array.from(predictions, (p) => JSON.stringify(p)).join(",")
        : predictions.join("\n");
      out.add(json ? (count > 0 ? "," : "") + text : `${text}\n`);
      count += rows;
      if (!await out.drain()) return;
    }
    await out.end();
  } finally {
    await session.release();
  }
  for (const [column, { rows, example }] of unknown) {
    console.error(
      `tenor: ${file}, column "${column}": ${rows} of ${count} rows have a category that training did not see, such as ${
        JSON.stringify(example)
      }; it is taken as missing`,
    );
  }
}

/** Categories that training did not see. */
interface Unknown {
  rows: number;
  readonly example: string;
}

/** Writes a row's features into an array. */
type RowEncoder = (
  fields: ArrayLike<unknown>,
  row: number,
  out: Float32Array,
  at: number,
) => void;

function encoderOf(
  schema: TableSchema,
  { head }: Table,
  unknown: Map<string, Unknown>,
): RowEncoder {
  const readers = schema.features.map((feature) => {
    const note = (example: string) => {
      const known = unknown.get(feature.name);
      if (known) known.rows++;
      else unknown.set(feature.name, { rows: 1, example });
    };
    return {
      index: columnIndex(head, feature.name),
      read: cellReader(feature, schema.missing, note),
    };
  });
  return (fields, row, out, at) => {
    for (const { index, read } of readers) {
      out[at++] = read(cellOf(fields[index]), head.file, row);
    }
  };
}

/** Rows of the table as inputs of the graph. */
async function* batchesOf(
  { head, batches }: Table,
  { features }: TableSchema,
  encode: RowEncoder,
): AsyncGenerator<{ data: Float32Array; rows: number }> {
  const width = features.length;
  const data = new Float32Array(BATCH * width);
  let rows = 0;
  let total = 0;
  for await (const batch of batches) {
    for (const { row, fields } of batch) {
      encode(fields, row, data, rows++ * width);
      if (rows < BATCH) continue;
      yield { data, rows };
      total += rows;
      rows = 0;
    }
  }
  if (rows > 0) yield { data: data.slice(0, rows * width), rows };
  if (rows + total > 0) return;
  throw new DataQualityError(
    "The file has a header but no rows. It must have rows to predict from",
    { file: head.file },
  );
}
