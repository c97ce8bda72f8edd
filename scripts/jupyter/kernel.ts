/**
 * The Deno Jupyter kernel as a child process, spoken to over its own protocol
 * (https://jupyter-client.readthedocs.io/en/stable/messaging.html), version 5.3.
 *
 * @module
 */

import { concat, ZmtpSocket } from "./zmtp.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const DELIMITER = "<IDS|MSG>";

/** A message from the kernel, without its signature. */
export interface KernelMessage {
  readonly type: string;
  readonly parentId: string | undefined;
  // deno-lint-ignore no-explicit-any
  readonly content: any;
}

/** A running kernel. */
export class Kernel implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #connectionFile: string;
  readonly #key: CryptoKey;
  readonly #session = crypto.randomUUID();
  readonly #listeners = new Map<string, (message: KernelMessage) => void>();
  #sockets: ZmtpSocket[] = [];
  #pumps: Promise<void>[] = [];

  private constructor(
    child: Deno.ChildProcess,
    connectionFile: string,
    key: CryptoKey,
  ) {
    this.#child = child;
    this.#connectionFile = connectionFile;
    this.#key = key;
  }

  /** Starts a kernel in a folder and waits until it answers. */
  static async start(cwd: string, startMs = 30_000): Promise<Kernel> {
    const [shell, iopub, stdin, control, heartbeat] = freePorts(5);
    const secret = crypto.randomUUID();
    const file = await Deno.makeTempFile({ suffix: ".json" });
    await Deno.writeTextFile(
      file,
      JSON.stringify({
        shell_port: shell,
        iopub_port: iopub,
        stdin_port: stdin,
        control_port: control,
        hb_port: heartbeat,
        ip: "127.0.0.1",
        transport: "tcp",
        key: secret,
        signature_scheme: "hmac-sha256",
        kernel_name: "deno",
      }),
    );
    const key = await crypto.subtle.importKey(
      "raw",
      encoder.encode(secret),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign"],
    );
    const child = new Deno.Command(Deno.execPath(), {
      args: ["jupyter", "--kernel", "--conn", file],
      cwd,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const kernel = new Kernel(child, file, key);
    const giveUp = new AbortController();
    const timer = setTimeout(
      () => giveUp.abort(new Error("The Deno kernel did not start in time")),
      startMs,
    );
    try {
      await kernel.#open(shell, iopub, giveUp.signal);
      return kernel;
    } catch (error) {
      await kernel[Symbol.asyncDispose]();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends a request on the shell channel; its answers go to the listener. */
  async request(
    type: string,
    content: unknown,
    listener: (message: KernelMessage) => void,
  ): Promise<() => void> {
    const id = crypto.randomUUID();
    this.#listeners.set(id, listener);
    const header = {
      msg_id: id,
      session: this.#session,
      username: "tenor",
      date: new Date().toISOString(),
      msg_type: type,
      version: "5.3",
    };
    const parts = [header, {}, {}, content].map((part) =>
      encoder.encode(JSON.stringify(part))
    );
    const signature = new Uint8Array(
      await crypto.subtle.sign("HMAC", this.#key, concat(parts)),
    ).toHex();
    await this.#sockets[0].send([
      encoder.encode(DELIMITER),
      encoder.encode(signature),
      ...parts,
    ]);
    return () => this.#listeners.delete(id);
  }

  /** Resolves when the process has ended. */
  get ended(): Promise<Deno.CommandStatus> {
    return this.#child.status;
  }

  /** Closes the channels and ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.close();
    await Promise.all(this.#pumps);
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.#child.status;
    await Deno.remove(this.#connectionFile);
  }

  async #open(
    shell: number,
    iopub: number,
    signal: AbortSignal,
  ): Promise<void> {
    this.#sockets.push(await ZmtpSocket.connect(shell, "DEALER", signal));
    this.#sockets.push(await ZmtpSocket.connect(iopub, "SUB", signal));
    this.#pumps = this.#sockets.map((socket) => this.#pump(socket));
    // A subscription takes effect some time after it is sent: ask until a
    // status comes over iopub, or the first cell's output would be lost.
    for (let live = false; !live;) {
      signal.throwIfAborted();
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => resolve(false), 250);
      const stop = await this.request("kernel_info_request", {}, (message) => {
        if (message.type === "status") resolve(true);
      });
      live = await promise;
      clearTimeout(timer);
      stop();
    }
  }

  async #pump(socket: ZmtpSocket): Promise<void> {
    for (;;) {
      let parts: Uint8Array[];
      try {
        parts = await socket.receive();
      } catch {
        return; // closed by us, or by a kernel that ended: see `ended`
      }
      const message = parseMessage(parts);
      this.#listeners.get(message.parentId ?? "")?.(message);
    }
  }
}

function parseMessage(parts: readonly Uint8Array[]): KernelMessage {
  const start = parts.findIndex((part) => decoder.decode(part) === DELIMITER);
  const json = (i: number) => JSON.parse(decoder.decode(parts[start + i]));
  return {
    type: json(2).msg_type,
    parentId: json(3).msg_id,
    content: json(5),
  };
}

function freePorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ port: 0, hostname: "127.0.0.1" }),
  );
  const ports = listeners.map((listener) => listener.addr.port);
  for (const listener of listeners) listener.close();
  return ports;
}
