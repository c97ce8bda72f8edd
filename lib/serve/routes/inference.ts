/**
 * The Open Inference Protocol, version 2: health, metadata and inference over
 * a model's own graph.
 *
 * https://github.com/kserve/open-inference-protocol
 *
 * @module
 */

import { ArtifactError } from "lib/core/errors.ts";
import type { ElementType, OnnxValue } from "lib/graph/onnx/write.ts";
import { elementTypeOf } from "lib/graph/onnx/write.ts";
import type { Tensors } from "lib/graph/session/session.ts";
import { type Tensor, tensor, type TensorData } from "lib/graph/tensor.ts";
import { GRAPH_INPUT } from "lib/models/estimator.ts";
import { Check, type JsonObject } from "lib/serve/check.ts";
import { checkDeltaTensor } from "lib/serve/delta_rows.ts";
import { Problem } from "lib/serve/problem.ts";
import type { ServedModel } from "lib/serve/served_model.ts";
import { readJsonObject } from "lib/serve/read_body.ts";
import type { ServerContext } from "lib/serve/server_context.ts";
import type { Exchange, WebApp } from "lib/serve/web_app.ts";

/** The protocol's names of element types. */
const DATATYPES: Readonly<Record<ElementType, string>> = {
  float32: "FP32",
  float64: "FP64",
  int32: "INT32",
  int64: "INT64",
  bool: "BOOL",
};
/** Most elements of an input: a graph runs on the server's own thread. */
const MOST_ELEMENTS = 2 ** 18;
/** Most rows, likewise. */
const MOST_ROWS = 1024;

/** Adds the routes. */
export function addInference(app: WebApp, context: ServerContext): void {
  const { models, version } = context;
  app.get("/v2", (c) => c.json({ name: "tenor", version, extensions: [] }));
  app.get("/v2/health/live", (c) => c.json({ live: true }));
  app.get("/v2/health/ready", (c) => {
    const ready = models.ready && !context.draining();
    return c.json({ ready }, ready ? 200 : 503);
  });
  addModel(app, context, "/v2/models/:name", () => undefined);
  addModel(
    app,
    context,
    "/v2/models/:name/versions/:version",
    (c) => c.req.param("version"),
  );
}

/** Routes of a model: of a version where the path names one. */
function addModel(
  app: WebApp,
  { models, bodyLimit }: ServerContext,
  path: string,
  versionOf: (exchange: Exchange) => string | undefined,
): void {
  const use = <T>(
    c: Exchange,
    work: (model: ServedModel) => T | Promise<T>,
  ): Promise<T> =>
    models.use(c.req.param("name"), versionOf(c), async (m) => await work(m));
  app.get(path, async (c) =>
    c.json(
      await use(c, ({ metadata: { name, version }, summary }) => ({
        name,
        versions: models.entry(name)?.versions ?? [version],
        platform: "onnx_onnxv1",
        inputs: summary.inputs.map(described),
        outputs: summary.outputs.map(described),
      })),
    ));
  app.get(`${path}/ready`, async (c) => {
    const name = await use(c, ({ metadata }) => metadata.name);
    return c.json({ name, ready: true });
  });
  app.post(`${path}/infer`, async (c) => {
    // A model that is not there is said so before the body is read.
    await use(c, () => {});
    const body = await readJsonObject(c.req.raw, bodyLimit);
    return c.json(await use(c, (model) => infer(model, body)));
  });
}

async function infer(model: ServedModel, body: JsonObject) {
  const { inputs, outputs } = model.summary;
  const feeds = readInputs(body, inputs);
  checkQuotes(model, body, feeds);
  const wanted = wantedOutputs(body, outputs.map((output) => output.name));
  const results = await runOrRefuse(model, feeds);
  for (const output of wanted) checkFinite(model, output, results[output]);
  return {
    model_name: model.metadata.name,
    model_version: model.metadata.version,
    parameters: { run_id: model.metadata.runId },
    ...(typeof body["id"] === "string" ? { id: body["id"] } : {}),
    outputs: wanted.map((output) => ({
      name: output,
      shape: results[output].dims,
      datatype: DATATYPES[elementTypeOf(results[output].data)],
      data: Array.from(results[output].data, Number),
    })),
  };
}

/** Refuses quotes that `/predict` refuses: trees would answer anything. */
function checkQuotes(
  { delta }: ServedModel,
  body: JsonObject,
  feeds: Tensors,
): void {
  const input = feeds[GRAPH_INPUT];
  if (delta === null || input === undefined) return;
  const given = body["inputs"] as readonly JsonObject[];
  const i = given.findIndex(({ name }) => name === GRAPH_INPUT);
  checkDeltaTensor(input.data as Float32Array, delta.features, {
    type: delta.contractType,
    path: `inputs[${i}].data`,
  });
}

/** Runs a graph; shapes that only its nodes know may still be wrong. */
async function runOrRefuse(
  model: ServedModel,
  feeds: Tensors,
): Promise<Tensors> {
  try {
    return await model.run(feeds);
  } catch (cause) {
    if (cause instanceof ArtifactError) throw cause;
    throw new Problem(
      422,
      `The graph of ${model.metadata.name} cannot run on these inputs`,
    );
  }
}

/** JSON has no word for what is not finite: null would pass for a forecast. */
function checkFinite(
  { metadata }: ServedModel,
  output: string,
  { data }: Tensor,
): void {
  const at = Array.from(data, Number).findIndex((x) => !Number.isFinite(x));
  if (at < 0) return;
  throw new Problem(
    422,
    `The answer of ${metadata.name} must be finite: ${output}[${at}] is ${
      data[at]
    }. The inputs are further from those that it learnt from than it can count`,
  );
}

function described({ name, shape, type = "float32" }: OnnxValue) {
  return {
    name,
    datatype: DATATYPES[type],
    shape: shape.map((d) => d === "N" ? -1 : d),
  };
}

/** Tensors of a request, checked against what the graph takes. */
function readInputs(
  body: JsonObject,
  wanted: readonly OnnxValue[],
): Record<string, Tensor> {
  const check = new Check();
  const given = check.list(body["inputs"], "inputs", 64);
  const feeds: Record<string, Tensor> = {};
  given.forEach((value, i) => {
    const path = `inputs[${i}]`;
    const input = check.object(value, path);
    const known = wanted.find(({ name }) => name === input["name"]);
    if (known === undefined) {
      const names = wanted.map(({ name }) => name).join(", ");
      check.wrong(`${path}.name`, `one of ${names}`, input["name"]);
      return;
    }
    if (feeds[known.name] !== undefined) {
      check.wrong(
        `${path}.name`,
        "another input: this one was given",
        known.name,
      );
    }
    feeds[known.name] = readTensor(check, input, known, path);
  });
  for (const { name } of wanted) {
    if (feeds[name] === undefined) {
      check.wrong("inputs", `with ${name}`, undefined);
    }
  }
  check.done();
  return feeds;
}

function readTensor(
  check: Check,
  input: JsonObject,
  known: OnnxValue,
  path: string,
): Tensor {
  const { type = "float32", shape: wanted } = known;
  const datatype = input["datatype"];
  if (datatype !== DATATYPES[type]) {
    check.wrong(`${path}.datatype`, DATATYPES[type], datatype);
  }
  const shape = check.list(input["shape"], `${path}.shape`, 8).map(Number);
  const most = mostRows(wanted);
  const fits = shape.length === wanted.length &&
    wanted.every((d, axis) =>
      d === "N"
        ? Number.isInteger(shape[axis]) && shape[axis] >= 1 &&
          shape[axis] <= most
        : d === shape[axis]
    );
  if (!fits) {
    const text = wanted.map((d) => d === "N" ? "n" : d).join(", ");
    check.wrong(
      `${path}.shape`,
      `[${text}], n from 1 to ${most}`,
      `[${shape.join(", ")}]`,
    );
    check.done();
  }
  const size = shape.reduce((n, d) => n * d, 1);
  const flat = flattened(input["data"]);
  if (flat === null || flat.length !== size) {
    check.wrong(
      `${path}.data`,
      `${size} numbers`,
      flat ?? input["data"],
    );
  }
  check.done();
  const numbers = flat!.map((x, i) => {
    const at = `${path}.data[${i}]`;
    const number = check.number(x, at);
    if (type === "float32" && Math.abs(Math.fround(number)) === Infinity) {
      check.wrong(at, "at most 3.4e38 in size", x);
    }
    return number;
  });
  check.done();
  return tensor(arrayOf(type, numbers), shape);
}

/** Most rows of an input: one always, more as long as they are not too many numbers. */
function mostRows(wanted: OnnxValue["shape"]): number {
  const row = wanted.reduce<number>((n, d) => d === "N" ? n : n * Number(d), 1);
  return Math.min(MOST_ROWS, Math.max(1, Math.floor(MOST_ELEMENTS / row)));
}

/** Values of a list, or of lists of lists, in order; null for no list. */
function flattened(data: unknown): unknown[] | null {
  return Array.isArray(data) ? data.flat(8) : null;
}

function arrayOf(type: ElementType, values: readonly number[]): TensorData {
  switch (type) {
    case "float32":
      return Float32Array.from(values);
    case "float64":
      return Float64Array.from(values);
    case "int32":
      return Int32Array.from(values);
    case "int64":
      return BigInt64Array.from(values, (x) => BigInt(Math.trunc(x)));
    case "bool":
      return Uint8Array.from(values, (x) => x === 0 ? 0 : 1);
  }
}

/** Names of the outputs that a request asks for; all if it names none. */
function wantedOutputs(
  body: JsonObject,
  outputs: readonly string[],
): readonly string[] {
  if (body["outputs"] === undefined) return outputs;
  const check = new Check();
  const names = check.list(body["outputs"], "outputs", 64).map((value, i) => {
    const output = check.object(value, `outputs[${i}]`);
    return check.word(output["name"], `outputs[${i}].name`, outputs);
  });
  check.done();
  return names;
}
