/**
 * Run by frame_danfo_test.ts in a process of its own, so that no lock file
 * comes to name danfojs: sends a chain there and back and prints both.
 */

import { fromDanfo, toDanfo } from "lib/market/frame_danfo.ts";
import { chainToCsv } from "lib/market/write_chain.ts";
import { sampleChain } from "./sample_chain.ts";

const chain = sampleChain();
const frame = await toDanfo(chain);
const line = JSON.stringify({
  shape: frame.shape,
  sent: chainToCsv(chain),
  back: chainToCsv(fromDanfo(frame)),
});
await Deno.stdout.write(new TextEncoder().encode(line + "\n"));
