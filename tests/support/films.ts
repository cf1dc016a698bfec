import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny';

/**
 * A film of packets that no decoder ever sees: what counts is what stands around them.
 * @param size bytes of each of its packets, ten a second
 */
export async function film(
  kind: 'mp4' | 'webm',
  { seconds = 2, size = 2000, width = 320, height = 180 } = {},
): Promise<Buffer> {
  const target = new BufferTarget();
  const format = kind === 'mp4' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat();
  const output = new Output({ format, target });
  const source = new EncodedVideoPacketSource('vp9');
  output.addVideoTrack(source, { frameRate: 10 });
  await output.start();
  for (let n = 0; n < seconds * 10; n += 1) {
    const packet = new EncodedPacket(new Uint8Array(size).fill(n), n === 0 ? 'key' : 'delta', n / 10, 0.1);
    await source.add(packet, {
      decoderConfig: { codec: 'vp09.00.10.08', codedWidth: width, codedHeight: height },
    });
  }
  await output.finalize();
  return Buffer.from(target.buffer ?? new ArrayBuffer(0));
}
