/**
 * A small ZMTP 3.0 client: what a Jupyter front end needs of ZeroMQ, with the
 * NULL mechanism and the socket types DEALER and SUB, over plain TCP.
 *
 * Specification: https://rfc.zeromq.org/spec/23/ (frames are section 2.2).
 *
 * @module
 */

const encoder = new TextEncoder();
const MORE = 1;
const LONG = 2;
const COMMAND = 4;

/** One connection that exchanges messages of several parts. */
export class ZmtpSocket {
  readonly #connection: Deno.TcpConn;
  #buffer: Uint8Array = new Uint8Array(0);
  #sending: Promise<void> = Promise.resolve();

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /**
   * Connects and shakes hands; a SUB socket subscribes to everything.
   *
   * @param port TCP port on 127.0.0.1, tried until it answers.
   * @param type The socket type of this side.
   * @param signal Aborting it gives up.
   */
  static async connect(
    port: number,
    type: "DEALER" | "SUB",
    signal: AbortSignal,
  ): Promise<ZmtpSocket> {
    const connection = await connectWhenUp(port, signal);
    const close = () => connection.close();
    signal.addEventListener("abort", close, { once: true });
    try {
      const socket = new ZmtpSocket(connection);
      await socket.#shakeHands(type);
      if (type === "SUB") await socket.send([new Uint8Array([1])]);
      signal.removeEventListener("abort", close);
      return socket;
    } catch (error) {
      signal.removeEventListener("abort", close);
      if (signal.aborted) throw signal.reason;
      connection.close();
      throw error;
    }
  }

  /** Sends one message; messages of concurrent callers do not mix. */
  send(parts: readonly Uint8Array[]): Promise<void> {
    const frames = parts.map((part, i) =>
      frameOf(part, i < parts.length - 1 ? MORE : 0)
    );
    this.#sending = this.#sending.then(() => this.#write(concat(frames)));
    return this.#sending;
  }

  /** Waits for the next message; rejects once the connection is closed. */
  async receive(): Promise<Uint8Array[]> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const { flags, body } = await this.#readFrame();
      if (flags & COMMAND) continue;
      parts.push(body);
      if (!(flags & MORE)) return parts;
    }
  }

  /** Ends the connection. */
  close(): void {
    this.#connection.close();
  }

  async #shakeHands(type: string): Promise<void> {
    const greeting = new Uint8Array(64);
    greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
    greeting.set(encoder.encode("NULL"), 12);
    await this.#write(greeting);
    await this.#read(64);
    const name = encoder.encode("Socket-Type");
    const value = encoder.encode(type);
    const ready = concat([
      new Uint8Array([5]),
      encoder.encode("READY"),
      new Uint8Array([name.length]),
      name,
      new Uint8Array([0, 0, 0, value.length]),
      value,
    ]);
    await this.#write(frameOf(ready, COMMAND));
    await this.#readFrame();
  }

  async #readFrame(): Promise<{ flags: number; body: Uint8Array }> {
    const flags = (await this.#read(1))[0];
    let length: number;
    if (flags & LONG) {
      const size = await this.#read(8);
      length = Number(
        new DataView(size.buffer, size.byteOffset, 8).getBigUint64(0),
      );
    } else {
      length = (await this.#read(1))[0];
    }
    return { flags, body: (await this.#read(length)).slice() };
  }

  async #read(length: number): Promise<Uint8Array> {
    const chunks = [this.#buffer];
    let have = this.#buffer.length;
    while (have < length) {
      const chunk = new Uint8Array(65536);
      const count = await this.#connection.read(chunk);
      if (count === null) throw new Error("Connection closed by the kernel");
      chunks.push(chunk.subarray(0, count));
      have += count;
    }
    const all = chunks.length === 1 ? chunks[0] : concat(chunks);
    this.#buffer = all.subarray(length);
    return all.subarray(0, length);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      written += await this.#connection.write(bytes.subarray(written));
    }
  }
}

async function connectWhenUp(
  port: number,
  signal: AbortSignal,
): Promise<Deno.TcpConn> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await Deno.connect({ hostname: "127.0.0.1", port });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

function frameOf(body: Uint8Array, flags: number): Uint8Array {
  if (body.length <= 255) {
    return concat([new Uint8Array([flags, body.length]), body]);
  }
  const head = new Uint8Array(9);
  head[0] = flags | LONG;
  new DataView(head.buffer).setBigUint64(1, BigInt(body.length));
  return concat([head, body]);
}

/** Joins byte arrays into one. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}
