/** walk_kernel.wasm, compiled but not instantiated. */
declare const kernel: WebAssembly.Module;
export default kernel;
