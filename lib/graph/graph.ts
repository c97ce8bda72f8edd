/**
 * A network under construction: operations on values of known shape, which
 * become the nodes of an ONNX file.
 *
 * Operations (`lib/graph/ops`) append a node and say how a gradient passes
 * back through it; that is itself written with operations, so gradients are
 * part of the graph and can be differentiated again. The same network function
 * builds the training graph, where parameters are inputs, and the inference
 * graph, where they are constants.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import {
  type Attribute,
  type ElementType,
  elementTypeOf,
  type OnnxInitializer,
  type OnnxNode,
  type OnnxValue,
} from "lib/graph/onnx/write.ts";
import { sameShape, type Shape, shapeText, sizeOf } from "lib/graph/shape.ts";
import type { TensorData } from "lib/graph/tensor.ts";

/** A tensor of the graph, named and of known shape. */
export interface Value {
  /** The graph it belongs to. */
  readonly graph: Graph;
  /** Its name in the ONNX file. */
  readonly name: string;
  /** Its shape. */
  readonly shape: Shape;
  /** Its element type. */
  readonly type: ElementType;
  /** What computes it; null for inputs, constants and parameters. */
  readonly producer: Operation | null;
  /** Whether a gradient may pass through it. */
  readonly differentiable: boolean;
}

/** A node together with how gradients pass back through it. */
export interface Operation {
  /** What it reads. */
  readonly inputs: readonly Value[];
  /** What it computes. */
  readonly outputs: readonly Value[];
  /** Gradients of the outputs in, gradients of the inputs out. */
  readonly backward: Backward;
}

/**
 * Turns gradients of the outputs (null where none arrives) into gradients of
 * the inputs (null where none leaves); optional inputs that were left out have
 * no place among them.
 */
export type Backward = (
  gradients: readonly (Value | null)[],
) => readonly (Value | null)[];

/** First values of a parameter: fills `out`, row-major. */
export type Initializer = (out: Float32Array, shape: Shape, rng: Rng) => void;

/** A tensor that training changes. */
export interface Parameter {
  /** The value in this graph. */
  readonly value: Value;
  /** Its first elements. */
  readonly initial: Float32Array;
  /** Whether weight decay pulls it to zero. */
  readonly decays: boolean;
}

/** A tensor that the forward pass itself updates, such as a running mean. */
export interface RunningState {
  /** The value at the start of the step. */
  readonly value: Value;
  /** Its first elements. */
  readonly initial: Float32Array;
  /** Name of its value after the step. */
  readonly next: string;
}

/** A mask of ones and zeros drawn anew at each step. */
export interface Noise {
  /** The mask, scaled by 1/keep. */
  readonly value: Value;
  /** Probability of a one. */
  readonly keep: number;
}

/** Elements of each parameter and running state, by name. */
export type Weights = ReadonlyMap<string, Float32Array>;

/** What a graph is for. */
export type Mode = GraphOptions["mode"];

/** What a graph is for, and where its parameters come from. */
export type GraphOptions =
  | {
    /**
     * Parameters are inputs, first drawn from `rng`. In `"training"` masks are
     * drawn and running states updated, in `"evaluation"` not.
     */
    readonly mode: "training" | "evaluation";
    /** Source of first values; each parameter has a child by its name. */
    readonly rng: Rng;
    /** Parameters that stay as they are, by name. @default {new Map()} */
    readonly frozen?: Weights;
  }
  | {
    /** Parameters are constants. */
    readonly mode: "inference";
    /** Their elements. @default {new Map()} */
    readonly weights?: Weights;
  };

/** How {@linkcode Graph.emit} records a node. */
export interface EmitOptions {
  /** Attributes of the node. */
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Operator set. */
  readonly domain?: "" | "ai.onnx.ml";
  /** Element type of the outputs. @default {"float32"} */
  readonly type?: ElementType;
  /** How gradients pass back; without it none does. */
  readonly backward?: Backward;
}

/** A network under construction. */
export class Graph {
  /** What it is for. */
  readonly mode: Mode;
  /** Nodes so far, in an order in which they can run. */
  readonly nodes: OnnxNode[] = [];
  /** Constants so far. */
  readonly initializers: OnnxInitializer[] = [];
  /** Inputs that the caller feeds. */
  readonly inputs: OnnxValue[] = [];
  /** Parameters so far, in order of creation. */
  readonly parameters: Parameter[] = [];
  /** Running states so far. */
  readonly states: RunningState[] = [];
  /** Masks so far. */
  readonly noises: Noise[] = [];
  readonly #options: GraphOptions;
  readonly #constants = new Map<string, Value>();
  readonly #names = new Set<string>();
  #count = 0;

  /** Starts an empty graph. @param options What it is for. */
  constructor(options: GraphOptions) {
    this.mode = options.mode;
    this.#options = options;
  }

  /**
   * An input that the caller feeds.
   *
   * @param name Its name, unique in the graph.
   * @param shape Its shape; training graphs want numbers.
   * @param options Element type, and whether gradients with respect to it are
   * wanted.
   */
  input(
    name: string,
    shape: Shape,
    options: { type?: ElementType; differentiable?: boolean } = {},
  ): Value {
    const { type = "float32", differentiable = false } = options;
    this.#claim(name);
    this.inputs.push({ name, shape, type });
    return this.#leaf(name, shape, type, differentiable);
  }

  /**
   * A tensor that training changes.
   *
   * @param name Its name, unique in the graph.
   * @param shape Its shape, numbers only.
   * @param initialize Draws its first elements.
   * @param options Whether weight decay applies. @default {{decays: true}}
   * @throws {TypeError} If an inference graph has no weights of that name and
   * size.
   */
  parameter(
    name: string,
    shape: Shape,
    initialize: Initializer,
    options: { decays?: boolean } = {},
  ): Value {
    const { decays = true } = options;
    if (this.#options.mode === "inference" || this.#isFrozen(name)) {
      return this.#stored(name, shape);
    }
    this.#claim(name);
    const initial = new Float32Array(sizeOf(shape));
    initialize(initial, shape, this.#options.rng.child(name));
    const value = this.#leaf(name, shape, "float32", true);
    this.parameters.push({ value, initial, decays });
    return value;
  }

  /**
   * A tensor that the forward pass reads in inference and updates in training.
   *
   * @param name Its name, unique in the graph.
   * @param initial Its first elements.
   * @param shape Its shape.
   * @param update Computes its value after the step from the one before;
   * called in training graphs alone.
   */
  state(
    name: string,
    initial: Float32Array,
    shape: Shape,
    update: (before: Value) => Value,
  ): Value {
    if (this.mode === "inference" || this.#isFrozen(name)) {
      return this.#stored(name, shape);
    }
    this.#claim(name);
    const value = this.#leaf(name, shape, "float32", false);
    const next = this.mode === "training" ? update(value).name : name;
    this.states.push({ value, initial, next });
    return value;
  }

  /**
   * A mask of `1/keep` with probability `keep`, else 0, drawn at each step of
   * training.
   */
  noise(shape: Shape, keep: number): Value {
    const value = this.#leaf(this.#fresh("mask"), shape, "float32", false);
    this.noises.push({ value, keep });
    return value;
  }

  /** A constant tensor. @param data Elements, row-major. @param shape Its shape. */
  constant(data: TensorData, shape: Shape): Value {
    if (sizeOf(shape) !== data.length) {
      throw new TypeError(
        `Cannot make a constant of ${shapeText(shape)} as it must have ${
          sizeOf(shape)
        } elements: current value is ${data.length}`,
      );
    }
    const key = data.length <= 16
      ? `${elementTypeOf(data)}:${shape.join()}:${data.join()}`
      : null;
    const known = key === null ? undefined : this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.#fresh("constant");
    this.initializers.push({ name, dims: shape as number[], data });
    const value = this.#leaf(name, shape, elementTypeOf(data), false);
    if (key !== null) this.#constants.set(key, value);
    return value;
  }

  /** A float32 scalar. */
  scalar(value: number): Value {
    return this.constant(Float32Array.of(value), []);
  }

  /** A vector of int64, as shapes and axes are passed to nodes. */
  integers(values: readonly number[]): Value {
    return this.constant(BigInt64Array.from(values.map(BigInt)), [
      values.length,
    ]);
  }

  /**
   * Appends a node. Operations call this; networks call operations.
   *
   * @param op ONNX operator.
   * @param inputs What it reads, null for an optional input left out.
   * @param shapes Shapes of its outputs.
   * @param options Attributes and gradient.
   * @returns Its outputs.
   */
  emit(
    op: string,
    inputs: readonly (Value | null)[],
    shapes: readonly Shape[],
    options: EmitOptions = {},
  ): Value[] {
    const { attributes, domain = "", type = "float32", backward } = options;
    const reads = inputs.filter((v): v is Value => v !== null);
    const foreign = reads.find((v) => v.graph !== this);
    if (foreign !== undefined) {
      throw new TypeError(
        `Cannot apply ${op} as its inputs must be of one graph: "${foreign.name}" is of another`,
      );
    }
    const names = shapes.map(() => this.#fresh("t"));
    this.nodes.push({
      op,
      inputs: inputs.map((v) => v?.name ?? ""),
      outputs: names,
      domain,
      ...(attributes === undefined ? {} : { attributes }),
    });
    const differentiable = backward !== undefined &&
      reads.some((v) => v.differentiable);
    const outputs: Value[] = [];
    const producer = differentiable
      ? { inputs: reads, outputs, backward }
      : null;
    names.forEach((name, i) =>
      outputs.push({
        graph: this,
        name,
        shape: shapes[i],
        type,
        producer,
        differentiable,
      })
    );
    return outputs;
  }

  /** Gives a value a name of the caller's, as an output of the model needs. */
  rename(value: Value, name: string): Value {
    this.#claim(name);
    this.nodes.push({ op: "Identity", inputs: [value.name], outputs: [name] });
    return { ...value, name };
  }

  #stored(name: string, shape: Shape): Value {
    const weights = this.#options.mode === "inference"
      ? this.#options.weights
      : this.#options.frozen;
    const data = weights?.get(name);
    if (data?.length !== sizeOf(shape)) {
      throw new TypeError(
        `Cannot build the network as its weights must hold "${name}" of ${
          shapeText(shape)
        }: current value is ${
          data === undefined ? "missing" : `${data.length} elements`
        }`,
      );
    }
    this.#claim(name);
    this.initializers.push({ name, dims: shape as number[], data });
    return this.#leaf(name, shape, "float32", false);
  }

  #isFrozen(name: string): boolean {
    return this.#options.mode !== "inference" &&
      this.#options.frozen?.has(name) === true;
  }

  #leaf(
    name: string,
    shape: Shape,
    type: ElementType,
    differentiable: boolean,
  ): Value {
    return { graph: this, name, shape, type, producer: null, differentiable };
  }

  #claim(name: string): void {
    if (this.#names.has(name) || name === "") {
      throw new RangeError(
        `Cannot name a value "${name}" as names must be unique and not empty`,
      );
    }
    this.#names.add(name);
  }

  #fresh(prefix: string): string {
    const name = `${prefix}_${this.#count++}`;
    this.#claim(name);
    return name;
  }
}

/**
 * Checks that two values have one shape.
 *
 * @param what Name of the operation, for the message.
 * @throws {TypeError} If they differ.
 */
export function checkSameShape(what: string, a: Value, b: Value): void {
  if (!sameShape(a.shape, b.shape)) {
    throw new TypeError(
      `Cannot ${what} as shapes must be the same: current values are ${
        shapeText(a.shape)
      } and ${shapeText(b.shape)}`,
    );
  }
}
