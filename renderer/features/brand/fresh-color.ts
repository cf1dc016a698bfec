const COLORS = [1, 2, 3, 4, 5, 6, 7, 8];

/** The first pillar colour no pillar has yet; when all are taken, the one used least. */
export function freshColor(used: readonly number[]): number {
  const counts = COLORS.map((color) => ({ color, count: used.filter((one) => one === color).length }));
  return counts.reduce((best, next) => (next.count < best.count ? next : best)).color;
}
