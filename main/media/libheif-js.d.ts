/** What is used of libheif's own interface (its package has types for another entry only). */
declare module 'libheif-js/wasm-bundle.js' {
  type Pixels = { data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number };
  type HeifImage = {
    get_width(): number;
    get_height(): number;
    /** RGBA into the given room; null where the picture cannot be decoded. */
    display(room: Pixels, done: (shown: Pixels | null) => void): void;
  };
  const libheif: {
    ready: Promise<unknown>;
    HeifDecoder: new () => { decode(bytes: Uint8Array): HeifImage[] };
  };
  export default libheif;
}
