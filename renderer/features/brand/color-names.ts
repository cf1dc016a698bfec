import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** The eight pillar colours in order, 1 to 8. A name fits the colour in light and in dark. */
export const pillarColors: readonly { color: number; name: MessageDescriptor }[] = [
  { color: 1, name: msg`Chestnut` },
  { color: 2, name: msg`Ochre` },
  { color: 3, name: msg`Leaf` },
  { color: 4, name: msg`Jade` },
  { color: 5, name: msg`Sea` },
  { color: 6, name: msg`Cornflower` },
  { color: 7, name: msg`Violet` },
  { color: 8, name: msg`Orchid` },
];
