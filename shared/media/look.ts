/** The colours of a picture, found out from its pixels. Pure: screens draw a picture small and ask. */

export type Look = { colors: { hex: string; share: number }[]; lightness: number };

/** Colours nearer than this (OKLab, x 100) are told as one: what a person would give one name. */
const NEAR = 11;
const MOST = 5;
/** A colour with less of the picture than this says nothing about it. */
const LEAST = 0.03;

type Lab = { l: number; a: number; b: number };
type Bin = { red: number; green: number; blue: number; count: number };

/**
 * @param pixels RGBA, four bytes each; what is half transparent or more does not count
 * @returns up to five colours, the largest share first, and how light the picture is (0 black to 100 white); black for
 *   a picture with nothing in it
 */
export function lookOf(pixels: Uint8ClampedArray | Uint8Array): Look {
  const bins = new Map<number, Bin>();
  let counted = 0;
  let light = 0;
  for (let at = 0; at + 3 < pixels.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = [
      pixels[at],
      pixels[at + 1],
      pixels[at + 2],
      pixels[at + 3],
    ];
    if (alpha < 128) continue;
    counted += 1;
    light += labOf(red, green, blue).l;
    const key = ((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4);
    const bin = bins.get(key);
    if (bin) {
      bin.red += red;
      bin.green += green;
      bin.blue += blue;
      bin.count += 1;
    } else bins.set(key, { red, green, blue, count: 1 });
  }
  if (counted === 0) return { colors: [{ hex: '#000000', share: 1 }], lightness: 0 };
  const groups: Bin[] = [];
  const found = [...bins.entries()].toSorted(([a, x], [b, y]) => y.count - x.count || a - b);
  for (const [, bin] of found) {
    const lab = labOfBin(bin);
    const near = groups.find((group) => distance(labOfBin(group), lab) < NEAR);
    if (near) {
      near.red += bin.red;
      near.green += bin.green;
      near.blue += bin.blue;
      near.count += bin.count;
    } else groups.push({ ...bin });
  }
  const colors = groups
    .toSorted((a, b) => b.count - a.count)
    .map((group) => ({ hex: hexOf(group), share: Math.round((group.count / counted) * 1000) / 1000 }))
    .filter(({ share }, index) => index === 0 || share >= LEAST)
    .slice(0, MOST);
  return { colors, lightness: Math.round(Math.min(100, Math.max(0, light / counted))) };
}

const mean = ({ red, green, blue, count }: Bin) => [red / count, green / count, blue / count] as const;
const labOfBin = (bin: Bin) => labOf(...mean(bin));
const distance = (x: Lab, y: Lab) => Math.hypot(x.l - y.l, x.a - y.a, x.b - y.b);
const hexOf = (bin: Bin) =>
  `#${mean(bin)
    .map((value) => Math.round(value).toString(16).padStart(2, '0'))
    .join('')}`;

const linear = (value: number) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};

/** OKLab times 100 (Björn Ottosson, "A perceptual color space for image processing", 2020). */
function labOf(red: number, green: number, blue: number): Lab {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {
    l: 100 * (0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s),
    a: 100 * (1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s),
    b: 100 * (0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s),
  };
}

/** How light a colour is to the eye, 0 to 100. @param hex `#rrggbb` */
export function lightnessOf(hex: string): number {
  const value = Number.parseInt(hex.slice(1), 16);
  return labOf(value >> 16, (value >> 8) & 255, value & 255).l;
}
