/** The WebAssembly module, gzipped, in base64. */
declare const packed: string;
export default packed;
