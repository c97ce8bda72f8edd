// @ts-self-types="./walk_kernel_module.d.ts"
// TypeScript does not know this form of import yet, so it has a file of its own.
import source kernel from "./walk_kernel.wasm";
export default kernel;
