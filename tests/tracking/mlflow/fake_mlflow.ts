/**
 * A tracking server in memory: the documented endpoints of MLflow's REST API that
 * runs are told with, their limits and their error codes.
 *
 * https://mlflow.org/docs/latest/rest-api.html
 */

// deno-lint-ignore-file no-explicit-any
type Body = Record<string, any>;

/** A value of a metric as stored. */
export interface StoredMetric {
  key: string;
  value: number | string;
  timestamp: number;
  step: number;
}

/** A run as stored. */
export interface StoredRun {
  id: string;
  experimentId: string;
  name: string;
  status: string;
  endTime: number | undefined;
  deleted: boolean;
  params: Map<string, string>;
  tags: Map<string, string>;
  /** By key, timestamp, step and value, as MLflow's databases keep them. */
  metrics: Map<string, StoredMetric>;
  artifactUri: string;
}

/** A version of a registered model as stored. */
export interface StoredVersion {
  name: string;
  version: string;
  source: string;
  run_id: string;
  tags: Body[];
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const NAME = /^[\w./\- ]+$/;

/** See the head of the file. */
export class FakeMlflow {
  readonly experiments = new Map<
    string,
    { id: string; name: string; deleted: boolean }
  >();
  readonly runs = new Map<string, StoredRun>();
  readonly artifacts = new Map<string, Uint8Array>();
  readonly models = new Map<string, Map<string, string>>();
  readonly versions: StoredVersion[] = [];
  /** Method and path of each request, in order. */
  readonly requests: string[] = [];
  /** Largest number of entities, and of bytes, that one batch had. */
  largest = { metrics: 0, params: 0, tags: 0, all: 0, bytes: 0 };
  /** Answers instead of the server, where it returns something. */
  instead: (
    path: string,
    body: string,
  ) => Response | undefined | Promise<Response | undefined> = () => undefined;
  /** Runs after the server has done what it was asked, before it says so. */
  before: (path: string) => void | Promise<void> = () => {};
  /** Value of `Authorization` that it wants, if it wants one. */
  authorization: string | undefined;
  /** Where artifacts of new runs go. */
  artifactRoot = "mlflow-artifacts:/";
  #server: Deno.HttpServer<Deno.NetAddr> | undefined;
  #port = 0;

  /** Starts to answer; at the same address as before, if there was one. */
  listen(): string {
    this.#server = Deno.serve({
      port: this.#port,
      hostname: "127.0.0.1",
      onListen: () => {},
    }, (request) => this.#answer(request));
    this.#port = this.#server.addr.port;
    return this.uri;
  }

  /** Its address. */
  get uri(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Goes away. */
  async stop(): Promise<void> {
    await this.#server?.shutdown();
    this.#server = undefined;
  }

  /** The only run there is. */
  get run(): StoredRun {
    const [run, ...others] = this.runs.values();
    if (run === undefined || others.length > 0) {
      throw new Error(`${this.runs.size} runs rather than one`);
    }
    return run;
  }

  /** Values of a metric in order of steps. */
  series(key: string, run: StoredRun = this.run): (number | string)[] {
    return [...run.metrics.values()].filter((m) => m.key === key)
      .sort((a, b) => a.step - b.step).map((m) => m.value);
  }

  /** Bytes of a run's artifact as text. */
  text(path: string, run: StoredRun = this.run): string | undefined {
    const root = run.artifactUri.replace("mlflow-artifacts:/", "");
    const bytes = this.artifacts.get(`${root}/${path}`);
    return bytes && new TextDecoder().decode(bytes);
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/api\/2\.0\//, "");
    this.requests.push(`${request.method} ${path}`);
    try {
      const bytes = new Uint8Array(await request.arrayBuffer());
      const other = await this.instead(path, new TextDecoder().decode(bytes));
      if (other !== undefined) return other;
      const wanted = this.authorization;
      if (wanted && request.headers.get("authorization") !== wanted) {
        return new Response("You are not authenticated.", { status: 401 });
      }
      const answer = this.#do(request, path, url, bytes);
      await this.before(path);
      return Response.json(answer);
    } catch (error) {
      // Whoever asked has gone.
      if (error instanceof Deno.errors.BadResource) return new Response();
      if (!(error instanceof Refusal)) throw error;
      const { status, code, message } = error;
      return Response.json({ error_code: code, message }, { status });
    }
  }

  #do(request: Request, path: string, url: URL, bytes: Uint8Array): Body {
    const artifact = /^mlflow-artifacts\/artifacts\/(.+)$/.exec(path)?.[1];
    if (artifact !== undefined && request.method === "PUT") {
      this.artifacts.set(decodeURIComponent(artifact), bytes);
      return {};
    }
    const type = request.headers.get("content-type");
    if (request.method === "POST" && type !== "application/json") {
      throw new Refusal(400, "INVALID_PARAMETER_VALUE", `content type ${type}`);
    }
    const body: Body = request.method === "POST"
      ? JSON.parse(new TextDecoder().decode(bytes))
      : Object.fromEntries(url.searchParams);
    const endpoint = `${request.method} ${path.replace(/^mlflow\//, "")}`;
    const handler = this.#handlers[endpoint];
    if (handler === undefined) {
      throw new Refusal(404, "ENDPOINT_NOT_FOUND", endpoint);
    }
    return handler(body, bytes.length);
  }

  readonly #handlers: Record<string, (body: Body, size: number) => Body> = {
    "GET experiments/get-by-name": ({ experiment_name }) => {
      const found = this.experiments.get(experiment_name);
      if (!found) throw missing(`experiment ${experiment_name}`);
      const lifecycle_stage = found.deleted ? "deleted" : "active";
      return {
        experiment: {
          experiment_id: found.id,
          name: found.name,
          lifecycle_stage,
        },
      };
    },
    "POST experiments/create": ({ name }) => {
      if (this.experiments.has(name)) throw taken(`experiment ${name}`);
      const id = String(this.experiments.size + 1);
      this.experiments.set(name, { id, name, deleted: false });
      return { experiment_id: id };
    },
    "POST runs/create": (body) => {
      const known = [...this.experiments.values()]
        .some(({ id }) => id === body.experiment_id);
      if (!known) throw missing(`experiment ${body.experiment_id}`);
      const id = crypto.randomUUID().replaceAll("-", "");
      const run: StoredRun = {
        id,
        experimentId: body.experiment_id,
        name: body.run_name,
        status: "RUNNING",
        endTime: undefined,
        deleted: false,
        params: new Map(),
        tags: new Map(),
        metrics: new Map(),
        artifactUri:
          `${this.artifactRoot}${body.experiment_id}/${id}/artifacts`,
      };
      for (const { key, value } of body.tags ?? []) setTag(run, key, value);
      this.runs.set(id, run);
      return { run: runBody(run) };
    },
    "GET runs/get": ({ run_id }) => ({ run: runBody(this.#find(run_id)) }),
    "POST runs/search": ({ experiment_ids, filter }) => {
      const parts = /^tags\.`([^`]+)` = '([^']*)'$/.exec(filter);
      if (!parts) throw invalid(`filter ${filter}`);
      const runs = [...this.runs.values()].filter((run) =>
        experiment_ids.includes(run.experimentId) && !run.deleted &&
        run.tags.get(parts[1]) === parts[2]
      );
      return runs.length === 0 ? {} : { runs: runs.map(runBody) };
    },
    "POST runs/update": ({ run_id, status, end_time }) => {
      const run = this.#active(run_id);
      run.status = status;
      run.endTime = end_time;
      return { run_info: runBody(run).info };
    },
    "POST runs/set-tag": ({ run_id, key, value }) => {
      setTag(this.#active(run_id), key, value);
      return {};
    },
    "POST runs/log-batch": (body, size) => this.#logBatch(body, size),
    "POST registered-models/create": ({ name }) => {
      if (this.models.has(name)) throw taken(`model ${name}`);
      this.models.set(name, new Map());
      return { registered_model: { name } };
    },
    "GET model-versions/search": ({ filter }) => {
      const name = /^name='([^']+)'$/.exec(filter)?.[1];
      if (!name) throw invalid(`filter ${filter}`);
      const found = this.versions.filter((one) => one.name === name);
      return found.length === 0 ? {} : { model_versions: found };
    },
    "POST model-versions/create": ({ name, source, run_id, tags }) => {
      if (!this.models.has(name)) throw missing(`model ${name}`);
      const version = String(
        this.versions.filter((one) => one.name === name).length + 1,
      );
      const made = { name, version, source, run_id, tags };
      this.versions.push(made);
      return { model_version: made };
    },
    "POST registered-models/alias": ({ name, alias, version }) => {
      const model = this.models.get(name);
      if (!model) throw missing(`model ${name}`);
      if (!/^[\w-]+$/.test(alias) || alias === "latest") {
        throw invalid(`alias ${alias}`);
      }
      if (
        !this.versions.some((v) => v.name === name && v.version === version)
      ) {
        throw missing(`version ${version}`);
      }
      model.set(alias, version);
      return {};
    },
  };

  /** All or nothing, as far as the checks go. */
  #logBatch(body: Body, size: number): Body {
    const run = this.#active(body.run_id);
    const { metrics = [], params = [], tags = [] } = body;
    const all = metrics.length + params.length + tags.length;
    for (
      const [what, count, most] of [
        ["metrics", metrics.length, 1000],
        ["params", params.length, 100],
        ["tags", tags.length, 100],
        ["metrics, params, and tags", all, 1000],
        ["bytes", size, 1e6],
      ] as const
    ) {
      if (count > most) throw invalid(`at most ${most} ${what}. Got ${count}`);
    }
    for (const { key, value, timestamp, step } of metrics) {
      checkName(key);
      const number = typeof value === "number" ||
        ["NaN", "Infinity", "-Infinity"].includes(value);
      if (!number) throw invalid(`value ${value} of metric ${key}`);
      if (!Number.isInteger(timestamp)) throw invalid(`time of metric ${key}`);
      if (!Number.isInteger(step)) throw invalid(`step of metric ${key}`);
    }
    const keys = params.map(({ key }: Body) => key);
    if (new Set(keys).size < keys.length) throw invalid("Duplicate parameters");
    for (const { key, value } of params) {
      checkName(key);
      if (value.length > 6000) throw invalid(`length of param ${key}`);
      if ((run.params.get(key) ?? value) !== value) {
        throw invalid(`Changing param values is not allowed: ${key}`);
      }
    }
    for (const { key, value } of tags) checkTag(key, value);

    const { largest } = this;
    this.largest = {
      metrics: Math.max(largest.metrics, metrics.length),
      params: Math.max(largest.params, params.length),
      tags: Math.max(largest.tags, tags.length),
      all: Math.max(largest.all, all),
      bytes: Math.max(largest.bytes, size),
    };
    for (const metric of metrics) {
      const { key, value, timestamp, step } = metric;
      run.metrics.set(`${key} ${timestamp} ${step} ${value}`, metric);
    }
    for (const { key, value } of params) run.params.set(key, value);
    for (const { key, value } of tags) setTag(run, key, value);
    return {};
  }

  #find(id: string): StoredRun {
    const run = this.runs.get(id);
    if (!run) throw missing(`run ${id}`);
    return run;
  }

  #active(id: string): StoredRun {
    const run = this.#find(id);
    if (run.deleted) {
      throw invalid(`The run ${id} must be in the 'active' state`);
    }
    return run;
  }
}

function runBody(run: StoredRun): Body {
  return {
    info: {
      run_id: run.id,
      run_name: run.name,
      experiment_id: run.experimentId,
      status: run.status,
      artifact_uri: run.artifactUri,
      lifecycle_stage: run.deleted ? "deleted" : "active",
    },
    data: {},
  };
}

function setTag(run: StoredRun, key: string, value: string): void {
  checkTag(key, value);
  run.tags.set(key, value);
}

function checkTag(key: string, value: string): void {
  checkName(key);
  if (value.length > 5000) throw invalid(`length of tag ${key}`);
}

function checkName(key: string): void {
  const steps = key.split("/");
  const plain = steps.every((step) => step !== "" && !/^\.{1,2}$/.test(step));
  if (!NAME.test(key) || !plain || key.length > 250) {
    throw invalid(`Invalid name: '${key}'`);
  }
}

function invalid(message: string): Refusal {
  return new Refusal(400, "INVALID_PARAMETER_VALUE", message);
}

function missing(what: string): Refusal {
  return new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `no ${what}`);
}

function taken(what: string): Refusal {
  return new Refusal(400, "RESOURCE_ALREADY_EXISTS", `${what} is there`);
}
