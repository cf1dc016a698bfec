/**
 * A picture as phones save it, made here: HEIF (ISO/IEC 23008-12) around one HEVC picture (ITU-T H.265) of 16x16 pixels,
 * whose only block is written without compression (I_PCM), so that its colours are known exactly.
 */
export function heic({ y, cb, cr }: { y: number; cb: number; cr: number }): Buffer {
  const parameters: [number, Buffer][] = [
    [32, vps()],
    [33, sps()],
    [34, pps()],
  ];
  const slice = nal(19, sliceOf(y, cb, cr));
  const config = Buffer.concat([
    Buffer.from([1, 1, 0x70, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 30, 0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, 0x0f]),
    Buffer.from([parameters.length]),
    ...parameters.map(([type, payload]) => {
      const unit = nal(type, payload);
      return Buffer.concat([Buffer.from([0x80 | type, 0, 1]), u16(unit.length), unit]);
    }),
  ]);
  const data = Buffer.concat([u32(slice.length), slice]);
  const properties = box(
    'iprp',
    box('ipco', box('hvcC', config), full('ispe', 0, u32(16), u32(16))),
    full('ipma', 0, u32(1), u16(1), Buffer.from([2, 0x81, 2])),
  );
  const meta = (at: number) =>
    full(
      'meta',
      0,
      full('hdlr', 0, u32(0), Buffer.from('pict'), Buffer.alloc(13)),
      full('pitm', 0, u16(1)),
      full('iloc', 0, Buffer.from([0x44, 0]), u16(1), u16(1), u16(0), u16(1), u32(at), u32(data.length)),
      full('iinf', 0, u16(1), full('infe', 2, u16(1), u16(0), Buffer.from('hvc1'), Buffer.alloc(1))),
      properties,
    );
  const type = box('ftyp', Buffer.from('heic'), u32(0), Buffer.from('mif1heic'));
  return Buffer.concat([type, meta(type.length + meta(0).length + 8), box('mdat', data)]);
}

const u16 = (value: number) => Buffer.from([value >> 8, value & 255]);
const u32 = (value: number) =>
  Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);
const box = (type: string, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
};
const full = (type: string, version: number, ...parts: Buffer[]) =>
  box(type, Buffer.from([version, 0, 0, 0]), ...parts);

/** A unit with its header; no three bytes of it look like the beginning of another (7.4.2). */
function nal(type: number, payload: Buffer): Buffer {
  const bytes = [type << 1, 1];
  let zeros = 0;
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3);
      zeros = 0;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Buffer.from(bytes);
}

function createBits() {
  const bits: number[] = [];
  const put = (value: number, count: number) => {
    for (let n = count - 1; n >= 0; n -= 1) bits.push(Math.floor(value / 2 ** n) % 2);
  };
  return {
    put,
    /** Exp-Golomb codes (9.2), one after the other. */
    ue(...values: number[]) {
      for (const value of values) {
        const size = Math.floor(Math.log2(value + 1));
        put(0, size);
        put(value + 1, size + 1);
      }
    },
    align() {
      while (bits.length % 8 !== 0) bits.push(0);
    },
    bytes: () =>
      Buffer.from(
        Array.from({ length: bits.length / 8 }, (_, at) =>
          Number.parseInt(bits.slice(at * 8, at * 8 + 8).join(''), 2),
        ),
      ),
  };
}
type Bits = ReturnType<typeof createBits>;
function trailing(bits: Bits): Buffer {
  bits.put(1, 1);
  bits.align();
  return bits.bytes();
}
/** Main Still Picture, level 1 (7.3.3). */
function profile(bits: Bits) {
  bits.put(1, 8);
  bits.put(0x70000000, 32);
  bits.put(0b1001, 4);
  bits.put(0, 44);
  bits.put(30, 8);
}

function vps(): Buffer {
  const bits = createBits();
  bits.put(0b0000_11_000000_000_1, 16);
  bits.put(0xffff, 16);
  profile(bits);
  bits.put(1, 1);
  bits.ue(0, 0, 0);
  bits.put(0, 6);
  bits.ue(0);
  bits.put(0, 2);
  return trailing(bits);
}

function sps(): Buffer {
  const bits = createBits();
  bits.put(1, 8);
  profile(bits);
  bits.ue(0, 1, 16, 16); // id, 4:2:0, width, height
  bits.put(0, 1);
  bits.ue(0, 0, 0); // eight bits deep; picture order counts of four bits
  bits.put(1, 1);
  bits.ue(0, 0, 0);
  bits.ue(1, 0, 0, 2, 0, 0); // blocks of 16x16 and no others
  bits.put(0b0001, 4); // no scaling lists, no asymmetric parts, no sample offsets; PCM
  bits.put(0x77, 8);
  bits.ue(1, 0);
  bits.put(1, 1);
  bits.ue(0);
  bits.put(0, 5);
  return trailing(bits);
}

function pps(): Buffer {
  const bits = createBits();
  bits.ue(0, 0);
  bits.put(0, 7);
  bits.ue(0, 0, 0); // reference counts and quantizer as they are by default
  bits.put(0, 3);
  bits.ue(0, 0);
  bits.put(0, 7); // up to and with filters across slices
  bits.put(0b101, 3); // deblocking: said here, not in slices; off
  bits.put(0, 2);
  bits.ue(0);
  bits.put(0, 2);
  return trailing(bits);
}

function sliceOf(y: number, cb: number, cr: number): Buffer {
  const bits = createBits();
  bits.put(0b10, 2);
  bits.ue(0, 2, 0); // parameter set, an I slice, its quantizer's difference
  bits.put(1, 1);
  bits.align();
  // The block is in one part, which is the likelier bin of its context (state 0 of table 9-46): range 510 less 240. The
  // second bin ends the coded bits: samples follow.
  ended(bits, 0, 270);
  bits.align();
  for (let n = 0; n < 256; n += 1) bits.put(y, 8);
  for (let n = 0; n < 64; n += 1) bits.put(cb, 8);
  for (let n = 0; n < 64; n += 1) bits.put(cr, 8);
  ended(bits, 0, 510);
  bits.align();
  return bits.bytes();
}

/** A terminating bin of 1 and the flush behind it (9.3.4.5, EncodeFlush); its last bit is the stop bit. */
function ended(bits: Bits, from: number, before: number): void {
  let low = from + before - 2;
  let range = 2;
  let first = true;
  let waiting = 0;
  const put = (bit: number) => {
    if (first) first = false;
    else bits.put(bit, 1);
    for (; waiting > 0; waiting -= 1) bits.put(1 - bit, 1);
  };
  while (range < 256) {
    if (low < 256) put(0);
    else if (low >= 512) {
      low -= 512;
      put(1);
    } else {
      low -= 256;
      waiting += 1;
    }
    range *= 2;
    low *= 2;
  }
  put((low >> 9) & 1);
  bits.put(((low >> 7) & 3) | 1, 2);
}
