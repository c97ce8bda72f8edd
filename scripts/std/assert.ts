// Deno's std from the npm registry comes without types: this file states them.
// @ts-types="./assert.d.ts"
export * from "npm:deno-std@1.4.0/assert/mod.js";
