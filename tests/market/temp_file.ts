/** Puts content into a file of its own, and takes it away again. */
export async function withFile<T>(
  name: string,
  content: string | Uint8Array,
  work: (path: string, dir: string) => Promise<T>,
): Promise<T> {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/${name}`;
  try {
    if (typeof content === "string") await Deno.writeTextFile(path, content);
    else await Deno.writeFile(path, content);
    return await work(path, dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** The bytes of a text, gzipped. */
export async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
